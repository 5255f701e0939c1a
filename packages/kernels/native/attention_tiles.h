// The arithmetic of attention's products: in float32, or in pairs of bf16 with sums in float32.
#pragma once
#include "amx_attention.h"
#include "pair_panels.h"
#include "tile.h"

namespace LEVEL {
namespace {

typedef Tile<NARROW_ROWS, NARROW_VECS> Narrow;
/** Keys, or numbers of a head, that are multiplied at once. */
constexpr int NR = Narrow::COLUMNS;

/** Everything as it is. */
struct FloatTiles {
  /** Rows that are multiplied at once, and queries of a block. */
  static constexpr long ROWS = NARROW_ROWS, BLOCK = ROWS * (ROWS > 8 ? 6 : 14);
  /** Depths of an element; elements of that many depths; element from which on a depth is read. */
  static constexpr long PER = 1;
  static long length(long depth) { return depth; }
  static long start(long depth) { return depth; }
  /** Whether operands are rounded. */
  static constexpr bool ROUNDS = false;
  /** Around a thread's products. */
  static void begin() {}
  static void end() {}

  /** Columns, `depth` elements long, become a panel. */
  static void pack(Matrix b, long depth, long columns, float* panel) { Narrow::pack_columns(b, depth, columns, panel); }
  /** Rows as a tile's first factor; the space is for those that have to be copied. */
  static Rows take_rows(const Numbers& rows, long row, long, long, float*) { return {(const float*)rows.at, row}; }
  /** Stores numbers [j, j + LANES) of such a row, in place of what lay there or before. */
  static void store_part(float* row, long j, Vec v) { store(row + j, v); }
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
  static constexpr long ROWS = FloatTiles::ROWS, BLOCK = FloatTiles::BLOCK, PER = 2;
  static constexpr bool ROUNDS = true;
  static long length(long depth) { return (depth + 1) / 2; }
  static long start(long depth) { return depth / 2; }
  static void begin() {}
  static void end() {}

  static void pack(Matrix b, long depth, long columns, float* panel) { pack_pairs<NR>(b, depth, columns, panel); }
  static Rows take_rows(const Numbers& rows, long row, long count, long depth, float* space) {
    if (rows.half && row % 2 == 0 && depth % 2 == 0) return {(const float*)rows.at, row / 2};
    return pack_rows(rows, row, count, depth, space);
  }
  static void store_part(float* row, long j, Vec v) { store_halves((Half*)row + j, v, LANES); }
  static void join_rows(float* rows, long row, long count, long columns) {
    for (long i = 0; i < count; i += 2) {
      float* even = rows + i * row;
      const Numbers pair[] = {{even, true}, {even + row, true}};
      for (long j = columns - LANES; j >= 0; j -= LANES) // backwards: writes behind what it has read
        store(even + j, (Vec)rounded_pairs(pair[0].load(j), i + 1 < count ? pair[1].load(j) : zero()));
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
#if defined(__AMX_BF16__)
  if (bf16_products()) return run(AmxTiles());
#elif defined(__AVX512BF16__) || defined(NEON_BF16)
  if (bf16_products()) return run(PairTiles());
#endif
  run(FloatTiles());
}

} // namespace
} // namespace LEVEL
