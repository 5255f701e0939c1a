// Numbers stored as bf16: the upper half of a float32, rounded to nearest even.
#pragma once
#include "simd.h"

namespace LEVEL {

typedef uint16_t Half;

/** The first `count` ≤ LANES numbers, 0 in the other lanes. */
INLINE Vec load_halves(const Half* from, long count) {
#if defined(__AVX512F__)
  if (count == LANES) return (Vec)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)from)), 16);
  const __mmask16 lanes = (__mmask16)((1u << count) - 1);
  return (Vec)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, from)), 16);
#else
#if defined(NEON_BF16)
  if (count == LANES) return (Vec)vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(from), 16));
#endif
  int32_t bits[LANES] = {};
  for (long i = 0; i < count; i++) bits[i] = (int32_t)((uint32_t)from[i] << 16);
  return load((const float*)bits);
#endif
}

/** The same for either kind. */
INLINE Vec load_either(const float* from, long count = LANES) { return load_first(from, count); }
INLINE Vec load_either(const Half* from, long count = LANES) { return load_halves(from, count); }

/** One number of either kind. */
INLINE float either(float number) { return number; }
INLINE float either(Half number) {
  const uint32_t bits = (uint32_t)number << 16;
  float whole;
  memcpy(&whole, &bits, sizeof whole);
  return whole;
}

/** Rounds and stores the first `count` ≤ LANES lanes. */
INLINE void store_halves(Half* to, Vec v, long count) {
#if defined(__AVX512BF16__)
  const __m256i halves = (__m256i)_mm512_cvtneps_pbh((__m512)v);
  if (count == LANES) _mm256_storeu_si256((__m256i*)to, halves);
  else _mm256_mask_storeu_epi16(to, (__mmask16)((1u << count) - 1), halves);
#else
#if defined(NEON_BF16)
  if (count == LANES) return vst1_u16(to, vreinterpret_u16_bf16(vcvt_bf16_f32((float32x4_t)v)));
#endif
  uint32_t bits[LANES];
  memcpy(bits, &v, sizeof bits);
  for (long i = 0; i < count; i++) {
    const bool nan = (bits[i] & 0x7fffffff) > 0x7f800000;
    to[i] = (Half)(nan ? bits[i] >> 16 | 0x40 : (bits[i] + 0x7fff + (bits[i] >> 16 & 1)) >> 16);
  }
#endif
}

/** A run of numbers of either kind. */
struct Numbers {
  const void* at;
  bool half;
  Vec load(long i, long count = LANES) const {
    return half ? load_halves((const Half*)at + i, count) : load_first((const float*)at + i, count);
  }
  Numbers from(long i) const { return {half ? (const void*)((const Half*)at + i) : (const float*)at + i, half}; }
};

/** The same to write to. */
struct Place {
  void* at;
  bool half;
  void store(long i, Vec v, long count = LANES) const {
    if (half) store_halves((Half*)at + i, v, count);
    else store_first((float*)at + i, v, count);
  }
  operator Numbers() const { return {at, half}; }
  Place from(long i) const { return {half ? (void*)((Half*)at + i) : (float*)at + i, half}; }
};

/** Fills a place with what make(start, lanes) gives for every vector of it. */
template <class Make> INLINE void fill(const Place& to, long count, const Make& make) {
  if (to.half) each_vec(count, [&](long i, long n) { store_halves((Half*)to.at + i, make(i, n), n); });
  else each_vec(count, [&](long i, long n) { store_first((float*)to.at + i, make(i, n), n); });
}

/** Copies numbers, widened or rounded where the kinds differ. */
INLINE void convert(const Numbers& from, const Place& to, long count) {
  if (from.half) fill(to, count, [&](long i, long n) { return load_halves((const Half*)from.at + i, n); });
  else fill(to, count, [&](long i, long n) { return load_first((const float*)from.at + i, n); });
}

} // namespace LEVEL
