// Products of pairs of bf16 with sums in float32, in vectors (AVX512_BF16).
#pragma once
#include "tile.h"

#if defined(__AVX512BF16__)
namespace LEVEL {

/** Operands in float32 are rounded to bf16 while they are packed. Elements of panels are pairs of depths. */
struct Bf16 {
  static constexpr bool SHARES_COLUMNS = true;
  static constexpr long ROWS = WIDE_ROWS, COLUMNS = WIDE_VECS * LANES;
  static constexpr long DEPTH = 768, STEP = 32, PANEL_DEPTH = 4096;
  static constexpr long BLOCK_ROWS = 32 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, STEP) / 2; }
  /** Whether rows are packed, and so many at once. */
  static constexpr bool PACKS_ROWS = true;
  static constexpr long ROWS_AT_ONCE = 32;
  /** Rows of pairs are read where they lie. */
  static bool takes(const Matrix& a, long depth) {
    return a.half && a.column == 1 && a.row % 2 == 0 && (a.padded || depth % 2 == 0);
  }
  static Left left(const Matrix& a) { return {a.at, a.row / 2, 1}; }
  static Left left(const float* panel, long depth) { return {panel, room(depth), 1}; }
  /** Row by row. */
  static void pack_a(const Matrix& a, long depth, long rows, float* panels);
  static void pack_b(const Matrix& b, long depth, long columns, float* panel);
  /** sums [columns] (+)= what a panel of b adds up to. */
  static void sum_panel(const float* panel, long depth, long columns, float* sums, bool accumulate);
  static void tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias);
};

} // namespace LEVEL
#endif
