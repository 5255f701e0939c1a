// The arithmetic of attention's products: in float32, or in pairs of bf16 with sums in float32.
#pragma once
#include "amx.h"
#include "arm_panels.h"
#include "pair_panels.h"
#include "tile.h"

namespace LEVEL {
namespace {

typedef Tile<NARROW_ROWS, NARROW_VECS> Narrow;
constexpr int MR = NARROW_ROWS, NR = Narrow::COLUMNS;

/** Rows and how far apart they are. */
struct Rows {
  const float* at;
  long stride;
};

/** Everything as it is. */
struct FloatTiles {
  /** Depths of an element; elements of that many depths. */
  static constexpr long PER = 1;
  static long length(long depth) { return depth; }

  /** Columns, `depth` elements long, become a panel. */
  static void pack(Matrix b, long depth, long columns, float* panel) { Narrow::pack_columns(b, depth, columns, panel); }
  /** Rows as a tile's first factor; the space is for those that have to be copied. */
  static Rows take_rows(const Numbers& rows, long row, long, long, float*) { return {(const float*)rows.at, row}; }
  /** The same in place, for one row. */
  static void settle(float*, long) {}
  /** In place: rows as elements of a depth that runs from row to row. */
  static void join_rows(float*, long, long, long) {}
  static void multiply(long rows, long columns, long k, const float* a, long row, long step, const float* panel, float* c,
                       long stride, bool accumulate) {
    Narrow::multiply(rows, columns, k, a, row, step, panel, c, stride, accumulate, nullptr);
  }
};

#if defined(__AVX512BF16__) || defined(NEON_BF16)
/** Two neighbouring depths are one element. */
struct PairTiles {
  static constexpr long PER = 2;
  static long length(long depth) { return (depth + 1) / 2; }

  static void pack(Matrix b, long depth, long columns, float* panel) { pack_pairs<NR>(b, depth, columns, panel); }
  static Rows take_rows(const Numbers& rows, long row, long count, long depth, float* space) {
    if (rows.half && row % 2 == 0 && depth % 2 == 0) return {(const float*)rows.at, row / 2};
    const long stride = round_up(depth, 32) / 2 + 16; // rows do not all fall on the same lines of the cache
    for (long i = 0; i < count; i++) {
      const Numbers from = rows.from(i * row);
      if (from.half) pack_row((const Half*)from.at, depth, space + i * stride);
      else pack_row((const float*)from.at, depth, space + i * stride);
    }
    return {space, stride};
  }
  static void settle(float* row, long depth) { pack_row(row, depth, row); } // writes behind what it has read
  static void join_rows(float* rows, long row, long count, long columns) {
    for (long i = 0; i < count; i += 2) {
      float* even = rows + i * row;
      for (long j = 0; j < columns; j += LANES) {
        const Vec odd = i + 1 < count ? load(even + row + j) : zero();
        store(even + j, (Vec)rounded_pairs(load(even + j), odd));
      }
    }
  }
  static void multiply(long rows, long columns, long k, const float* a, long row, long step, const float* panel, float* c,
                       long stride, bool accumulate) {
    run_tile<PairsOfBf16, NARROW_ROWS, NARROW_VECS>(rows, columns, k, a, row, step, panel, c, stride, accumulate,
                                                    nullptr);
  }
};
#endif

/** Runs with the arithmetic that products have now. */
template <class Run> void with_tiles(const Run& run) {
#if defined(__AVX512BF16__) || defined(NEON_BF16)
  if (bf16_products()) return run(PairTiles());
#endif
  run(FloatTiles());
}

} // namespace
} // namespace LEVEL
