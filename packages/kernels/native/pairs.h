// Pairs of neighbouring depths in bf16, as the units that multiply these want them.
#pragma once
#include "half.h"
#include "turn.h"

#if defined(__AVX512BF16__)
namespace LEVEL {

/** Sixteen pairs of neighbouring depths in bf16, part by part. */
template <int PARTS> struct Pairs {
  __m512i part[PARTS];
};

INLINE __m512i widened(__m256i v) { return _mm512_cvtepu16_epi32(v); }

/** Pairs of two vectors: lane i is (even[i], odd[i]). */
template <int PARTS> INLINE Pairs<PARTS> pairs_of(__m512 even, __m512 odd) {
  Pairs<PARTS> pairs;
#pragma GCC unroll 3
  for (int p = 0; p < PARTS; p++) {
    const __m512i e = widened((__m256i)_mm512_cvtneps_pbh(even));
    const __m512i o = _mm512_slli_epi32(widened((__m256i)_mm512_cvtneps_pbh(odd)), 16);
    pairs.part[p] = _mm512_or_si512(e, o);
    even = _mm512_sub_ps(even, (__m512)_mm512_slli_epi32(e, 16));
    odd = _mm512_sub_ps(odd, (__m512)o);
  }
  return pairs;
}

/** The same where one part is enough. */
INLINE __m512i rounded_pairs(__m512 even, __m512 odd) {
  alignas(64) static constexpr uint16_t TURNS[32] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                     8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  return _mm512_permutexvar_epi16(_mm512_load_si512(TURNS), (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

/** The same of 16 items each that lie side by side, `step` apart; 0 where there are no such depths or lanes. */
INLINE __m512i pairs_of_items(const float* from, long step, long depth, __mmask16 lanes) {
  return rounded_pairs(_mm512_maskz_loadu_ps(depth > 0 ? lanes : 0, from),
                       _mm512_maskz_loadu_ps(depth > 1 ? lanes : 0, from + step));
}
INLINE __m512i pairs_of_items(const Half* from, long step, long depth, __mmask16 lanes) {
  const __m512i even = widened(_mm256_maskz_loadu_epi16(depth > 0 ? lanes : 0, from));
  const __m512i odd = widened(_mm256_maskz_loadu_epi16(depth > 1 ? lanes : 0, from + step));
  return _mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
}

/** Pairs of 32 numbers side by side: lane i is (x[2i], x[2i + 1]). */
template <int PARTS> INLINE Pairs<PARTS> pairs_along(__m512 low, __m512 high) {
  Pairs<PARTS> pairs;
#pragma GCC unroll 3
  for (int p = 0; p < PARTS; p++) {
    const __m512i both = (__m512i)_mm512_cvtne2ps_pbh(high, low);
    pairs.part[p] = both;
    low = _mm512_sub_ps(low, (__m512)_mm512_slli_epi32(widened(_mm512_castsi512_si256(both)), 16));
    high = _mm512_sub_ps(high, (__m512)_mm512_slli_epi32(widened(_mm512_extracti64x4_epi64(both, 1)), 16));
  }
  return pairs;
}

/** 32 depths of an item as pairs; 0 where there are no such depths. */
INLINE __m512i pairs_of_depths(const float* from, long depth) {
  return pairs_along<1>(_mm512_maskz_loadu_ps(first_of(depth), from),
                        _mm512_maskz_loadu_ps(first_of(depth - 16), from + 16))
      .part[0];
}
INLINE __m512i pairs_of_depths(const Half* from, long depth) {
  const __mmask32 lanes = depth >= 32 ? 0xffffffff : depth <= 0 ? 0 : (1u << depth) - 1;
  return _mm512_maskz_loadu_epi16(lanes, from);
}

} // namespace LEVEL
#endif
