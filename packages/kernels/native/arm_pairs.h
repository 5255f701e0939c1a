// Numbers rounded to bf16, and pairs of them, on 64-bit ARM (FEAT_BF16).
#pragma once
#include "half.h"

#if defined(NEON_BF16)
namespace LEVEL {

/** The first `count` lanes of memory, which may be none or more than there are; 0 in the others. */
template <class T> INLINE Vec load_some(const T* from, long count) {
  return count > 0 ? load_either(from, least(count, LANES)) : zero();
}

/** Eight numbers rounded to bf16, to nearest and even, as four pairs. */
INLINE Vec rounded(Vec low, Vec high) {
  const bfloat16x8_t half = vcvtq_low_bf16_f32((float32x4_t)low);
  return (Vec)vreinterpretq_f32_bf16(vcvtq_high_bf16_f32(half, (float32x4_t)high));
}

/** Pairs of two vectors: lane i is (even[i], odd[i]). */
INLINE Vec rounded_pairs(Vec even, Vec odd) {
  const uint16x8_t both = vreinterpretq_u16_f32((float32x4_t)rounded(even, odd));
  return (Vec)vreinterpretq_f32_u16(vzip1q_u16(both, vextq_u16(both, both, 4)));
}

/** Lane i of line j becomes lane j of line i. */
INLINE void turn(Vec lines[4]) {
  const Vec ab0 = __builtin_shufflevector(lines[0], lines[1], 0, 4, 1, 5);
  const Vec ab1 = __builtin_shufflevector(lines[0], lines[1], 2, 6, 3, 7);
  const Vec cd0 = __builtin_shufflevector(lines[2], lines[3], 0, 4, 1, 5);
  const Vec cd1 = __builtin_shufflevector(lines[2], lines[3], 2, 6, 3, 7);
  lines[0] = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
  lines[1] = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
  lines[2] = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
  lines[3] = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
}

} // namespace LEVEL
#endif
