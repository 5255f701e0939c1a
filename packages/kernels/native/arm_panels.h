// Panels of pairs of bf16 on 64-bit ARM, as pair_panels.h on x64: what attention multiplies.
#pragma once
#include "arm_pairs.h"
#include "registers.h"
#include "tile.h"

#if defined(NEON_BF16)
namespace LEVEL {
namespace {

/** A pair of depths of a times pairs of b (BFDOT). For its rounding see Mmla. */
struct PairsOfBf16 {
  static Vec add(Vec sum, Vec a, Vec b) {
    return (Vec)vbfdotq_f32((float32x4_t)sum, vreinterpretq_bf16_f32((float32x4_t)a),
                            vreinterpretq_bf16_f32((float32x4_t)b));
  }
};

/** Eight depths of an item as pairs. */
template <class T> INLINE Vec pairs_of_depths(const T* from, long depth) {
  return rounded(load_some(from, depth), load_some(from + 4, depth - 4));
}

/** A row's depths as pairs; to gets a multiple of 4 of them. */
template <class T> void pack_row_of(const T* from, long depth, float* to) {
  for (long d = 0; d < depth; d += 8) store(to + d / 2, pairs_of_depths(from + d, depth - d));
}

void pack_row(const Numbers& from, long depth, float* to) {
  if (from.half) pack_row_of((const Half*)from.at, depth, to);
  else pack_row_of((const float*)from.at, depth, to);
}

/** Rows as pairs, their last filled up with 0. */
Rows pack_rows(const Numbers& rows, long row, long count, long depth, float* space) {
  const long stride = round_up(depth, 32) / 2 + 16; // rows do not all fall on the same lines of the cache
  for (long i = 0; i < count; i++) pack_row(rows.from(i * row), depth, space + i * stride);
  return {space, stride};
}

/** Panel of W columns of b, pair by pair of depths; missing columns and a missing last depth become 0. */
template <int W, class T>
void pack_pairs_of(const T* at, const Matrix& b, long depth, long columns, float* panel) {
  if (b.column == 1) {
    for (long d = 0; d < depth; d += 2, panel += W)
      for (long j = 0; j < W; j += 4) {
        const T* from = at + d * b.row + j;
        store(panel + j, rounded_pairs(load_some(from, columns - j),
                                       load_some(from + b.row, d + 1 < depth ? columns - j : 0)));
      }
    return;
  }
  for (long j = 0; j < W; j += 4)
    for (long d = 0; d < depth; d += 8) {
      Vec lines[4];
      const T* from = at + j * b.column + d;
      for (int q = 0; q < 4; q++) lines[q] = pairs_of_depths(from + q * b.column, j + q < columns ? depth - d : 0);
      turn(lines);
      const long pairs = (least(8, depth - d) + 1) / 2;
      for (long p = 0; p < pairs; p++) store(panel + (d / 2 + p) * W + j, lines[p]);
    }
}

template <int W> void pack_pairs(const Matrix& b, long depth, long columns, float* panel) {
  if (b.half) pack_pairs_of<W>(b.halves(), b, depth, columns, panel);
  else pack_pairs_of<W>(b.at, b, depth, columns, panel);
}

} // namespace
} // namespace LEVEL
#endif
