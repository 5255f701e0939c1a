#include "amx.h"
#include "pairs.h"
#include "turn.h"

#if defined(__AMX_BF16__)
namespace LEVEL {
namespace {

/** Turns a tile in memory. */
INLINE void turn_tile(float* tile) {
  __m512i lines[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) lines[i] = _mm512_loadu_si512(tile + i * LINE);
  turn(lines);
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) _mm512_storeu_si512(tile + i * LINE, lines[i]);
}

/**
 * A tile of 16 items and 32 depths, its parts 2·TILE apart. Element (item, depth) is
 * at[item·item_step + depth·depth_step], one of the steps being 1. BY_DEPTH: line p holds pairs of
 * depths 2p, 2p + 1 of all items; else line i holds all pairs of item i.
 */
template <int PARTS, bool BY_DEPTH, class T>
INLINE void make_tile(const T* at, long item_step, long depth_step, long items, long depth, float* tile) {
  const bool along_items = item_step == 1;
  for (int i = 0; i < 16; i++) {
    Pairs<PARTS> pairs;
    const T *even = at + 2 * i * depth_step, *line = at + i * item_step;
    if constexpr (PARTS == 1) {
      pairs.part[0] = along_items ? pairs_of_items(even, depth_step, depth - 2 * i, items)
                                  : pairs_of_depths(line, i < items ? depth : 0);
    } else if (along_items) {
      const __mmask16 lanes = first_of(items);
      pairs = parts_of_pairs(_mm512_maskz_loadu_ps(2 * i < depth ? lanes : 0, even),
                             _mm512_maskz_loadu_ps(2 * i + 1 < depth ? lanes : 0, even + depth_step));
    } else {
      pairs = parts_along(_mm512_maskz_loadu_ps(i < items ? first_of(depth) : 0, line),
                          _mm512_maskz_loadu_ps(i < items ? first_of(depth - 16) : 0, line + 16));
    }
    for (int p = 0; p < PARTS; p++) _mm512_storeu_si512(tile + 2 * p * TILE + i * LINE, pairs.part[p]);
  }
  if (along_items != BY_DEPTH)
    for (int p = 0; p < PARTS; p++) turn_tile(tile + 2 * p * TILE);
}

/** Panel of SIDE items: for every 32 of depth [items 0-15, items 16-31], part by part. */
template <int PARTS, bool BY_DEPTH, class T>
void pack_items(const T* at, long item_step, long depth_step, long depth, long items, float* panel) {
  constexpr long AHEAD = 64;
  for (long d = 0; d < depth; d += 32, panel += STEP_DWORDS<PARTS>) {
    // a strip of rows is nothing that the processor asks for by itself
    for (long i = d + AHEAD; PARTS == 1 && item_step == 1 && i < least(d + AHEAD + 32, depth); i++)
      __builtin_prefetch(at + i * depth_step);
    for (long half = 0; half < 2; half++)
      make_tile<PARTS, BY_DEPTH>(at + 16 * half * item_step + d * depth_step, item_step, depth_step, items - 16 * half,
                                 depth - d, panel + half * TILE);
  }
}

} // namespace

/** Eight tiles of 16 lines of 64 bytes. Not on the stack: gcc takes the instruction for one that reads 8 bytes of it. */
alignas(64) static const struct {
  uint8_t palette = 1, start = 0, reserved[14] = {};
  uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
} TILE_CONFIG = {};

void begin_tiles() { _tile_loadconfig(&TILE_CONFIG); }

void end_tiles() { _tile_release(); }

template <int PARTS> void pack_amx_columns(Matrix b, long depth, long columns, float* panel) {
  if constexpr (PARTS == 1)
    if (b.half) return pack_items<1, true>(b.halves(), b.column, b.row, depth, columns, panel);
  pack_items<PARTS, true>(b.at, b.column, b.row, depth, columns, panel);
}

template <int PARTS> void pack_amx_rows(Matrix a, long depth, long rows, float* panel) {
  if constexpr (PARTS == 1)
    if (a.half) return pack_items<1, false>(a.halves(), a.row, a.column, depth, rows, panel);
  pack_items<PARTS, false>(a.at, a.row, a.column, depth, rows, panel);
}

template <int PARTS> void sum_amx_panel(const float* panel, long depth, long columns, float* sums, bool accumulate) {
  sum_pairs(depth, columns, sums, accumulate, [=](long j, long d, Vec& even, Vec& odd) {
    const float* line = panel + j / LINE * TILE + d / 32 * STEP_DWORDS<PARTS> + d % 32 / 2 * LINE;
    Vec whole[2] = {zero(), zero()};
    for (int p = PARTS - 1; p >= 0; p--) add_pairs(_mm512_loadu_si512(line + 2 * p * TILE), whole[0], whole[1]);
    even += whole[0];
    odd += whole[1];
  });
}

// The compilers' macros cast their arguments without parentheses of their own: sums stand in some here.

/** c in tiles 0 to 3, two by two; a's tiles pass through 4 and 5, b's through 6 and 7. */
#define UPPER_A(part) _tile_loadd(4, (a + 2 * (part) * TILE), 64)
#define LOWER_A(part) _tile_loadd(5, (a + (2 * (part) + 1) * TILE), 64)
#define LEFT_B(part) _tile_loadd(6, (b + 2 * (part) * TILE), 64)
#define RIGHT_B(part) _tile_loadd(7, (b + (2 * (part) + 1) * TILE), 64)
/** Products of parts, where new tiles of a, or of b, are needed. */
#define NEXT_A(part)       \
  UPPER_A(part);         \
  _tile_dpbf16ps(0, 4, 6); \
  _tile_dpbf16ps(1, 4, 7); \
  LOWER_A(part);         \
  _tile_dpbf16ps(2, 5, 6); \
  _tile_dpbf16ps(3, 5, 7)
#define NEXT_B(part)       \
  LEFT_B(part);         \
  _tile_dpbf16ps(0, 4, 6); \
  _tile_dpbf16ps(2, 5, 6); \
  RIGHT_B(part);         \
  _tile_dpbf16ps(1, 4, 7); \
  _tile_dpbf16ps(3, 5, 7)

template <int PARTS> void amx_tile(long depth, const float* a, const float* b, float* c) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (long d = 0; d < depth; d += 32, a += STEP_DWORDS<PARTS>, b += STEP_DWORDS<PARTS>) {
    LEFT_B(0);
    if constexpr (PARTS == 3) { // the small ones are added first
      RIGHT_B(0);
      NEXT_A(2);
      NEXT_A(1);
      NEXT_B(1);
      NEXT_A(0);
      NEXT_B(2);
      NEXT_B(0);
    } else {
      UPPER_A(0);
      _tile_dpbf16ps(0, 4, 6);
      RIGHT_B(0);
      _tile_dpbf16ps(1, 4, 7);
      LOWER_A(0);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, c, 4 * SIDE);
  _tile_stored(1, (c + 16), 4 * SIDE);
  _tile_stored(2, (c + 16 * SIDE), 4 * SIDE);
  _tile_stored(3, (c + 16 * SIDE + 16), 4 * SIDE);
}

template void pack_amx_columns<1>(Matrix, long, long, float*);
template void pack_amx_columns<3>(Matrix, long, long, float*);
template void pack_amx_rows<1>(Matrix, long, long, float*);
template void pack_amx_rows<3>(Matrix, long, long, float*);
template void sum_amx_panel<1>(const float*, long, long, float*, bool);
template void sum_amx_panel<3>(const float*, long, long, float*, bool);
template void amx_tile<1>(long, const float*, const float*, float*);
template void amx_tile<3>(long, const float*, const float*, float*);

} // namespace LEVEL
#endif
