// Products on Intel's matrix unit (AMX): tiles of 16 × 32 bf16, sums in float32.
#pragma once
#include "tile.h"

/** Whether products may take operands rounded to bf16. */
bool bf16_products();

#if defined(__AMX_BF16__)
namespace LEVEL {

/** Rows and columns of a block of sums. */
constexpr long SIDE = 32;

/** Puts the unit's tiles in order for this thread; and gives them back. */
void begin_tiles();
void end_tiles();

/** Lines of a tile: dwords of two neighbouring depths each, 16 side by side. */
constexpr long LINE = 16;
/** Dwords of a tile, and of one depth step of a panel: two tiles for every part. */
constexpr long TILE = 16 * LINE;
template <int PARTS> constexpr long STEP_DWORDS = 2 * PARTS * TILE;

/**
 * Panel of SIDE columns: for every 32 of depth PARTS times two tiles whose lines are pairs of depths. Missing elements
 * become 0.
 *
 * With three parts, each float32 is the sum of three bf16 (24 bits, as many as it has): what bf16 holds of it, of what
 * that leaves, and so on. With one, it is rounded to bf16. An infinite number gives NaN.
 */
template <int PARTS> void pack_amx_columns(Matrix b, long depth, long columns, float* panel);
/** Panel of SIDE rows: the same with the lines of tiles along the rows. */
template <int PARTS> void pack_amx_rows(Matrix a, long depth, long rows, float* panel);
/** sums [columns] (+)= what a panel of columns adds up to. */
template <int PARTS> void sum_amx_panel(const float* panel, long depth, long columns, float* sums, bool accumulate);
/**
 * c [SIDE, SIDE] = a·b of two panels. With three parts a product is the six products of parts that matter: as precise
 * as float32's own.
 */
template <int PARTS> void amx_tile(long depth, const float* a, const float* b, float* c);

} // namespace LEVEL
#endif
