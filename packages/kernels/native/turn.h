// The transposes of 4 × 4 floats and of 16 × 16 dwords in registers, and masks for what is smaller.
#pragma once
#include "simd.h"

namespace LEVEL {

/** Line i becomes column i. */
INLINE void turn(Four lines[4]) {
  const Four ab0 = __builtin_shufflevector(lines[0], lines[1], 0, 4, 1, 5);
  const Four ab1 = __builtin_shufflevector(lines[0], lines[1], 2, 6, 3, 7);
  const Four cd0 = __builtin_shufflevector(lines[2], lines[3], 0, 4, 1, 5);
  const Four cd1 = __builtin_shufflevector(lines[2], lines[3], 2, 6, 3, 7);
  lines[0] = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
  lines[1] = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
  lines[2] = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
  lines[3] = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
}

#if defined(__AVX512F__)

/** Line i becomes column i. */
INLINE void turn(__m512i lines[16]) {
  __m512i t[16];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_epi32(lines[2 * i], lines[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi32(lines[2 * i], lines[2 * i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    lines[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
    lines[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
    lines[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
    lines[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(lines[i], lines[4 + i], 0x88);
    t[4 + i] = _mm512_shuffle_i32x4(lines[i], lines[4 + i], 0xdd);
    t[8 + i] = _mm512_shuffle_i32x4(lines[8 + i], lines[12 + i], 0x88);
    t[12 + i] = _mm512_shuffle_i32x4(lines[8 + i], lines[12 + i], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    lines[i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88);
    lines[8 + i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd);
    lines[4 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88);
    lines[12 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd);
  }
}

/** The first `count` of 16 lanes. */
INLINE __mmask16 first_of(long count) { return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1); }
#endif

} // namespace LEVEL
