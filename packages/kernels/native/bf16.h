// Products of pairs of bf16 with sums in float32, in vectors (AVX512_BF16).
#pragma once
#include "tile.h"

#if defined(__AVX512BF16__)
namespace LEVEL {

/** Operands are rounded to bf16 while they are packed. Elements of panels are pairs of depths. */
struct Bf16 {
  static constexpr long ROWS = WIDE_ROWS, COLUMNS = WIDE_VECS * LANES;
  static constexpr long DEPTH = 768, SUPER_DEPTH = DEPTH, STEP = 32;
  static constexpr long BLOCK_ROWS = 32 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, STEP) / 2; }
  /** Row by row. */
  static void pack_a(Matrix a, long depth, long rows, float* panels);
  static void pack_b(Matrix b, long depth, long columns, float* panel);
  static void tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias);
  static void begin() {}
  static void end() {}
};

} // namespace LEVEL
#endif
