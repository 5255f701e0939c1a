// Intel's matrix unit in vectors, so that the level `amx` can be tested where there is none. Put before every source by the
// compiler's -include; a processor with AVX512_BF16 has all else that the level needs.
#pragma once
#if defined(__AMX_BF16__)
#include <immintrin.h>
#undef _tile_loadconfig
#undef _tile_release
#undef _tile_zero
#undef _tile_loadd
#undef _tile_stored
#undef _tile_dpbf16ps

namespace emulated {

/** Eight tiles of 16 lines. */
inline thread_local __m512 tiles[8][16];

inline void load(int tile, const void* from, long stride) {
  for (long i = 0; i < 16; i++) tiles[tile][i] = _mm512_loadu_ps((const char*)from + i * stride);
}

inline void store(int tile, void* to, long stride) {
  for (long i = 0; i < 16; i++) _mm512_storeu_ps((char*)to + i * stride, tiles[tile][i]);
}

inline void zero(int tile) {
  for (__m512& line : tiles[tile]) line = _mm512_setzero_ps();
}

inline __m512 upper(__m512i pairs) { return (__m512)_mm512_and_si512(pairs, _mm512_set1_epi32((int)0xffff0000)); }
inline __m512 lower(__m512i pairs) { return (__m512)_mm512_slli_epi32(pairs, 16); }

/** Lines of c += pairs of a times pairs of b, first and second numbers summed apart (Intel's manual, TDPBF16PS). */
inline void multiply(int c, int a, int b) {
  for (int i = 0; i < 16; i++) {
    __m512 first = _mm512_setzero_ps(), second = first;
    for (int k = 0; k < 16; k++) {
      const __m512i left = _mm512_set1_epi32(((const int*)&tiles[a][i])[k]), right = (__m512i)tiles[b][k];
      first = _mm512_fmadd_ps(lower(left), lower(right), first);
      second = _mm512_fmadd_ps(upper(left), upper(right), second);
    }
    tiles[c][i] += first + second;
  }
}

} // namespace emulated

#define _tile_loadconfig(config) ((void)(config))
#define _tile_release() ((void)0)
#define _tile_zero(tile) emulated::zero(tile)
#define _tile_loadd(tile, from, stride) emulated::load(tile, from, stride)
#define _tile_stored(tile, to, stride) emulated::store(tile, to, stride)
#define _tile_dpbf16ps(c, a, b) emulated::multiply(c, a, b)
#endif
