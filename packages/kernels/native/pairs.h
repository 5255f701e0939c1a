// Pairs of neighbouring depths in bf16, as the units that multiply these want them.
#pragma once
#include "half.h"
#include "turn.h"

#if defined(__AVX512BF16__)
namespace LEVEL {

/** LANES pairs. */
typedef __m512i PairVec;

/** A pair of depths of a times pairs of b. */
struct PairsOfBf16 {
  static Vec add(Vec sum, Vec a, Vec b) {
    return (Vec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
  }
};

/** Adds the first numbers of pairs to `even`, the others to `odd`. */
INLINE void add_pairs(PairVec pairs, Vec& even, Vec& odd) {
  even += (Vec)_mm512_slli_epi32(pairs, 16);
  odd += (Vec)_mm512_and_si512(pairs, _mm512_set1_epi32((int)0xffff0000));
}

/** sums [columns] (+)= what pairs add up to; add(j, d, even, odd) adds those of depths d, d + 1 and columns j to j + 15. */
template <class Add> INLINE void sum_pairs(long depth, long columns, float* sums, bool accumulate, const Add& add) {
  for (long j = 0; j < columns; j += LANES) {
    const long count = least(LANES, columns - j);
    Vec even = accumulate ? load_first(sums + j, count) : zero(), odd = zero();
    for (long d = 0; d < depth; d += 2) add(j, d, even, odd);
    store_first(sums + j, even + odd, count);
  }
}

/** Sixteen pairs of neighbouring depths in bf16, part by part. */
template <int PARTS> struct Pairs {
  __m512i part[PARTS];
};

INLINE __m512i widened(__m256i v) { return _mm512_cvtepu16_epi32(v); }

/** What bf16 holds of numbers, to nearest, as float32; and what that leaves, which is exact. */
INLINE __m512i take_part(__m512& numbers) {
  const __m512i part = _mm512_and_si512(_mm512_add_epi32((__m512i)numbers, _mm512_set1_epi32(0x8000)),
                                        _mm512_set1_epi32((int)0xffff0000));
  numbers = _mm512_sub_ps(numbers, (__m512)part);
  return part;
}

/**
 * Three parts of pairs of two vectors: lane i is join(even[i], odd[i]), upper halves of both. What two parts leave of a
 * float32 has 8 bits, so the third is exact.
 */
template <class Join> INLINE Pairs<3> parts_of(__m512 even, __m512 odd, const Join& join) {
  Pairs<3> pairs;
#pragma GCC unroll 2
  for (int p = 0; p < 2; p++) {
    const __m512i e = take_part(even), o = take_part(odd);
    pairs.part[p] = join(e, o);
  }
  pairs.part[2] = join((__m512i)even, (__m512i)odd);
  return pairs;
}

/** Pairs of two vectors: lane i is (even[i], odd[i]). */
INLINE Pairs<3> parts_of_pairs(__m512 even, __m512 odd) {
  return parts_of(even, odd, [](__m512i e, __m512i o) {
    constexpr int EITHER_OR_MASKED = 0xf8; // a | b & c
    return _mm512_ternarylogic_epi32(_mm512_srli_epi32(e, 16), o, _mm512_set1_epi32((int)0xffff0000), EITHER_OR_MASKED);
  });
}

/** The same, rounded to bf16. */
INLINE __m512i rounded_pairs(__m512 even, __m512 odd) {
  alignas(64) static constexpr uint16_t TURNS[32] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                     8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  return _mm512_permutexvar_epi16(_mm512_load_si512(TURNS), (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

/** The same of up to 16 items each that lie side by side, `step` apart; 0 where there are no such depths or items. */
INLINE __m512i pairs_of_items(const float* from, long step, long depth, long items) {
  const __mmask16 lanes = first_of(items);
  return rounded_pairs(_mm512_maskz_loadu_ps(depth > 0 ? lanes : 0, from),
                       _mm512_maskz_loadu_ps(depth > 1 ? lanes : 0, from + step));
}
INLINE __m512i pairs_of_items(const Half* from, long step, long depth, long items) {
  const __mmask16 lanes = first_of(items);
  const __m512i even = widened(_mm256_maskz_loadu_epi16(depth > 0 ? lanes : 0, from));
  const __m512i odd = widened(_mm256_maskz_loadu_epi16(depth > 1 ? lanes : 0, from + step));
  return _mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
}

/** Pairs of 32 numbers side by side: lane i is (x[2i], x[2i + 1]). */
INLINE Pairs<3> parts_along(__m512 low, __m512 high) {
  alignas(64) static constexpr uint16_t UPPER[32] = {1,  3,  5,  7,  9,  11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
                                                     33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63};
  return parts_of(low, high, [](__m512i l, __m512i h) {
    return _mm512_permutex2var_epi16(l, _mm512_load_si512(UPPER), h);
  });
}

/** 32 depths of an item as pairs; 0 where there are no such depths. */
INLINE __m512i pairs_of_depths(const float* from, long depth) {
  return (__m512i)_mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(first_of(depth - 16), from + 16),
                                      _mm512_maskz_loadu_ps(first_of(depth), from));
}
INLINE __m512i pairs_of_depths(const Half* from, long depth) {
  const __mmask32 lanes = depth >= 32 ? 0xffffffff : depth <= 0 ? 0 : (1u << depth) - 1;
  return _mm512_maskz_loadu_epi16(lanes, from);
}

} // namespace LEVEL
#endif
