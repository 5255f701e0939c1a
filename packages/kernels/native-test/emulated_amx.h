// Intel's matrix unit in vectors, so that the level `amx` can be tested where there is none. Put before every source by the
// compiler's -include; a processor with AVX512_BF16 has all else that the level needs.
#pragma once
#if defined(__AMX_BF16__)
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef _tile_loadconfig
#undef _tile_release
#undef _tile_zero
#undef _tile_loadd
#undef _tile_stored
#undef _tile_dpbf16ps

namespace emulated {

/** What _tile_loadconfig reads: palette 1 has eight tiles. */
struct Config {
  uint8_t palette, start, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
};

/** Eight tiles of 16 lines. */
inline thread_local __m512 tiles[8][16];
/** Whether this thread has put its tiles in order: a processor knows no tile before that, nor after their release. */
inline thread_local bool ready = false;

inline void need(bool holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "emulated AMX: %s\n", what);
  abort();
}

inline __m512* lines_of(int tile) {
  need(ready, "a tile without a configuration");
  return tiles[tile];
}

inline void load_config(const void* from) {
  Config config;
  memcpy(&config, from, sizeof config);
  need(config.palette == 1 && config.start == 0, "no palette");
  for (int i = 0; i < 8; i++) need(config.bytes[i] == 64 && config.rows[i] == 16, "tiles of another size");
  memset(tiles, 0, sizeof tiles);
  ready = true;
}

/** What is left in the tiles must not be counted on. */
inline void release() {
  ready = false;
  memset(tiles, 0xff, sizeof tiles);
}

inline void load(int tile, const void* from, long stride) {
  __m512* lines = lines_of(tile);
  for (long i = 0; i < 16; i++) lines[i] = _mm512_loadu_ps((const char*)from + i * stride);
}

inline void store(int tile, void* to, long stride) {
  const __m512* lines = lines_of(tile);
  for (long i = 0; i < 16; i++) _mm512_storeu_ps((char*)to + i * stride, lines[i]);
}

inline void zero(int tile) { memset(lines_of(tile), 0, sizeof tiles[0]); }

inline __m512 upper(__m512i pairs) { return (__m512)_mm512_and_si512(pairs, _mm512_set1_epi32((int)0xffff0000)); }
inline __m512 lower(__m512i pairs) { return (__m512)_mm512_slli_epi32(pairs, 16); }

/**
 * Lines of c += pairs of a times pairs of b, first and second numbers summed apart (Intel's manual, TDPBF16PS). The unit
 * takes what is below 2^-126 as 0; this does not.
 */
inline void multiply(int c, int a, int b) {
  __m512* sums = lines_of(c);
  for (int i = 0; i < 16; i++) {
    __m512 first = _mm512_setzero_ps(), second = first;
    for (int k = 0; k < 16; k++) {
      const __m512i left = _mm512_set1_epi32(((const int*)&tiles[a][i])[k]), right = (__m512i)tiles[b][k];
      first = _mm512_fmadd_ps(lower(left), lower(right), first);
      second = _mm512_fmadd_ps(upper(left), upper(right), second);
    }
    sums[i] += first + second;
  }
}

} // namespace emulated

#define _tile_loadconfig(config) emulated::load_config(config)
#define _tile_release() emulated::release()
#define _tile_zero(tile) emulated::zero(tile)
#define _tile_loadd(tile, from, stride) emulated::load(tile, from, stride)
#define _tile_stored(tile, to, stride) emulated::store(tile, to, stride)
#define _tile_dpbf16ps(c, a, b) emulated::multiply(c, a, b)
#endif
