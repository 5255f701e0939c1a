// Panels of pairs of bf16, and the arithmetic of the tile that multiplies them.
#pragma once
#include "arm_pairs.h"
#include "pairs.h"
#include "registers.h"
#include "tile.h"

#if defined(__AVX512BF16__) || defined(NEON_BF16)
namespace LEVEL {
namespace {

/** A row's depths as pairs; to gets a multiple of LANES of them. */
template <class T> void pack_row_of(const T* from, long depth, float* to) {
  for (long d = 0; d < depth; d += 2 * LANES) store(to + d / 2, (Vec)pairs_of_depths(from + d, depth - d));
}

void pack_row(const Numbers& from, long depth, float* to) {
  if (from.half) pack_row_of((const Half*)from.at, depth, to);
  else pack_row_of((const float*)from.at, depth, to);
}

/** Rows as pairs, their last filled up with 0. */
inline Rows pack_rows(const Numbers& rows, long row, long count, long depth, float* space) {
  const long stride = round_up(depth, 32) / 2 + 16; // rows do not all fall on the same lines of the cache
  for (long i = 0; i < count; i++) pack_row(rows.from(i * row), depth, space + i * stride);
  return {space, stride};
}

/** Panel of W columns of b, pair by pair of depths; missing columns and a missing last depth become 0. */
template <int W, class T>
void pack_pairs_of(const T* at, const Matrix& b, long depth, long columns, float* panel) {
  if (b.column == 1) {
    for (long d = 0; d < depth; d += 2, panel += W)
      for (long j = 0; j < W; j += LANES)
        store(panel + j, (Vec)pairs_of_items(at + d * b.row + j, b.row, depth - d, columns - j));
    return;
  }
  for (long j = 0; j < W; j += LANES)
    for (long d = 0; d < depth; d += 2 * LANES) {
      PairVec lines[LANES];
      const T* from = at + j * b.column + d;
#pragma GCC unroll 16
      for (int q = 0; q < LANES; q++)
        lines[q] = j + q < columns ? pairs_of_depths(from + q * b.column, depth - d) : PairVec{};
      turn(lines);
      const long pairs = (least(2 * LANES, depth - d) + 1) / 2;
#pragma GCC unroll 16
      for (int p = 0; p < LANES; p++)
        if (p < pairs) store(panel + (d / 2 + p) * W + j, (Vec)lines[p]);
    }
}

template <int W> void pack_pairs(const Matrix& b, long depth, long columns, float* panel) {
  if (b.half) pack_pairs_of<W>(b.halves(), b, depth, columns, panel);
  else pack_pairs_of<W>(b.at, b, depth, columns, panel);
}

} // namespace
} // namespace LEVEL
#endif
