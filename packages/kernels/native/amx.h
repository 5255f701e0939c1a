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
 * Panel of 32 columns: for every 32 of depth PARTS times two tiles whose lines are pairs of depths.
 * The parts of a number are what bf16 holds of it, of what that leaves, and so on. Missing elements
 * become 0.
 */
template <int PARTS> void pack_amx_columns(Matrix b, long depth, long columns, float* panel);
/** Panel of 32 rows: the same with the lines of tiles along the rows. */
template <int PARTS> void pack_amx_rows(Matrix a, long depth, long rows, float* panel);
template <int PARTS>
void amx_tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
              bool accumulate, const float* bias);

/**
 * With three parts, each float32 is the sum of three bf16 (24 bits, as many as it has), and a product
 * is the six products of parts that matter: as precise as float32's own. With one, operands are
 * rounded to bf16. An infinite operand gives NaN.
 */
template <int PARTS> struct Amx {
  static constexpr long ROWS = 32, COLUMNS = 32, DEPTH = PARTS == 3 ? 96 : 256, SUPER_DEPTH = 4 * DEPTH;
  static constexpr long STEP = DEPTH, PANEL_DEPTH = DEPTH;
  static constexpr bool SHARES_COLUMNS = false;
  static constexpr long BLOCK_ROWS = 8 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, 32) * PARTS / 2; }
  static bool takes(const Matrix&, long) { return false; }
  static Left left(const Matrix& a) { return {a.at, a.row, 1}; }
  static Left left(const float* panel, long) { return {panel, 0, 0}; }
  static void pack_a(Matrix a, long depth, long rows, float* panels) {
    for (long i = 0; i < rows; i += ROWS)
      pack_amx_rows<PARTS>(part_of(a, i, 0), depth, least(ROWS, rows - i), panels + i * room(depth));
  }
  static void pack_b(Matrix b, long depth, long columns, float* panel) {
    pack_amx_columns<PARTS>(b, depth, columns, panel);
  }
  static void tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias) {
    amx_tile<PARTS>(rows, columns, depth, a.at, b, c, stride, accumulate, bias);
  }
  static void begin() { begin_tiles(); }
  static void end() { end_tiles(); }
};

} // namespace LEVEL
#endif
