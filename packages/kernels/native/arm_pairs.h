// Numbers rounded to bf16, and pairs of them, on 64-bit ARM (FEAT_BF16).
#pragma once
#include "half.h"
#include "turn.h"

#if defined(NEON_BF16)
namespace LEVEL {

/** LANES pairs. */
typedef Vec PairVec;

/** A pair of depths of a times pairs of b (BFDOT). For its rounding see Mmla. */
struct PairsOfBf16 {
  static Vec add(Vec sum, Vec a, Vec b) {
    return (Vec)vbfdotq_f32((float32x4_t)sum, vreinterpretq_bf16_f32((float32x4_t)a),
                            vreinterpretq_bf16_f32((float32x4_t)b));
  }
};

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

/** The same of up to 4 items each that lie side by side, `step` apart; 0 where there are no such depths or items. */
template <class T> INLINE Vec pairs_of_items(const T* from, long step, long depth, long items) {
  return rounded_pairs(load_some(from, items), load_some(from + step, depth > 1 ? items : 0));
}

/** Eight depths of an item as pairs; 0 where there are no such depths. */
template <class T> INLINE Vec pairs_of_depths(const T* from, long depth) {
  return rounded(load_some(from, depth), load_some(from + 4, depth - 4));
}

} // namespace LEVEL
#endif
