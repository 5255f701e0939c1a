// Products on Intel's matrix unit (AMX): tiles of 16 × 32 bf16, sums in float32.
#pragma once
#include "tile.h"

/** Whether products may take operands rounded to bf16. */
bool bf16_products();

#if defined(__AMX_BF16__)
namespace LEVEL {

/** Puts the unit's tiles in order for this thread; and gives them back. */
void begin_tiles();
void end_tiles();

/** Lines of a tile: dwords of two neighbouring depths each, 16 side by side. */
constexpr long LINE = 16;

/**
 * Panel of 32 columns: for every 32 of depth two tiles whose lines are pairs of depths, each as the
 * upper bf16 part of the numbers and, where SPLIT, the rest. Missing elements become 0.
 */
template <bool SPLIT> void pack_amx_columns(Matrix b, long depth, long columns, float* panel);
/** Panel of 32 rows: the same with the lines of tiles along the rows. */
template <bool SPLIT> void pack_amx_rows(Matrix a, long depth, long rows, float* panel);
template <bool SPLIT>
void amx_tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
              bool accumulate, const float* bias);

/**
 * Where SPLIT, each float32 is the sum of two bf16 (16 bits of precision), and a product is three:
 * upper·upper, upper·rest, rest·upper. The relative error of a sum of products is about 3e-6.
 * Else operands are rounded to bf16.
 */
template <bool SPLIT> struct Amx {
  static constexpr long ROWS = 32, COLUMNS = 32, DEPTH = SPLIT ? 128 : 512, STEP = 32;
  static constexpr long BLOCK_ROWS = 8 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  static void pack_a(Matrix a, long depth, long rows, float* panel) { pack_amx_rows<SPLIT>(a, depth, rows, panel); }
  static void pack_b(Matrix b, long depth, long columns, float* panel) {
    pack_amx_columns<SPLIT>(b, depth, columns, panel);
  }
  static void tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias) {
    amx_tile<SPLIT>(rows, columns, depth, a, b, c, stride, accumulate, bias);
  }
  static void begin() { begin_tiles(); }
  static void end() { end_tiles(); }
};

} // namespace LEVEL
#endif
