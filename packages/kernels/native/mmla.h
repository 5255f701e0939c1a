// Products of bf16 with sums in float32 by ARM's matrix instruction (BFMMLA): 2 × 4 by 4 × 2 at a time.
#pragma once
#include "tile.h"

#if defined(NEON_BF16)
namespace LEVEL {

/**
 * Operands in float32 are rounded to bf16, to nearest and even, while they are packed. Elements of panels are four depths of two
 * rows, or of two columns.
 *
 * The instruction adds two neighbouring products, which are exact, and then their sum, and rounds both to one of the
 * two floats beside the result: errors are within 2^-23, twice those of float32's own arithmetic. So a product of depth
 * k is off by at most (2^-8 + 2^-18)·Σ|a·b| for the operands, and (k/2 + 1)·2^-23·Σ|a·b| for the sums. Numbers below
 * 2^-126 count as 0, operands, products and sums; every NaN becomes the same one.
 */
struct Mmla {
  static constexpr bool SHARES_COLUMNS = false;
  static constexpr long ROWS = 8, COLUMNS = 12;
  static constexpr long DEPTH = 768, STEP = 4, PANEL_DEPTH = DEPTH;
  static constexpr long BLOCK_ROWS = 32 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, STEP) / 2; }
  /** Whether rows are packed, and so many at once. */
  static constexpr bool PACKS_ROWS = true;
  static constexpr long ROWS_AT_ONCE = 4 * ROWS;
  /** Rows are always packed: two of them share an element. */
  static bool takes(const Matrix&, long) { return false; }
  static Left left(const Matrix& a) { return {a.at, 0, 0}; }
  static Left left(const float* panel, long) { return {panel, 0, 0}; }
  /** Panel by panel of ROWS; missing rows become 0. */
  static void pack_a(const Matrix& a, long depth, long rows, float* panels);
  static void pack_b(const Matrix& b, long depth, long columns, float* panel);
  static void tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias);
};

} // namespace LEVEL
#endif
