// Products on the matrix unit. One factor, or as much of it as fits the second-level cache, is packed by all threads; every
// task packs a little of the other and multiplies it with all of that.
#pragma once
#include "amx.h"
#include "product.h"
#include "threads.h"

#if defined(__AMX_BF16__)
namespace LEVEL {
namespace {

template <int PARTS> struct AmxProduct {
  /** Depth that is multiplied at once at most; floats of a factor that are, and of the other's part. */
  static constexpr long DEPTH = PARTS == 3 ? 768 : 2048, PACKED = 320 * 1024, GROUP = 96 * 1024;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, 32) * PARTS / 2; }

  /** Rows of a, or columns of b, one block or panel after the other. */
  static void pack_rows(const Product& p, long row, long rows, float* packed) {
    pack_amx_rows<PARTS>(part_of(p.a, row, 0), p.k, least(SIDE, rows), packed);
  }
  static void pack_columns(const Product& p, long column, long columns, float* packed) {
    for (long j = 0; j < columns; j += SIDE, packed += SIDE * room(p.k)) {
      const long count = least(SIDE, columns - j);
      pack_amx_columns<PARTS>(part_of(p.b, 0, column + j), p.k, count, packed);
      if (!p.extras.sums) continue;
      sum_amx_panel<PARTS>(packed, p.k, count, p.extras.sums + column + j, p.extras.accumulate);
    }
  }

  /** A block of rows times panels of columns. */
  static void multiply_block(const Product& p, long row, const float* a, long column, long columns, const float* b) {
    alignas(64) float sums[SIDE * SIDE];
    begin_tiles();
    for (long j = 0; j < columns; j += SIDE) {
      amx_tile<PARTS>(p.k, a, b + j * room(p.k), sums);
      put_block(p, sums, SIDE, row, least(SIDE, p.m - row), column + j, least(SIDE, columns - j));
    }
    end_tiles();
  }

  /** Columns [column, column + columns): all threads pack them, and share out the rows. */
  static void share_rows(const Product& p, long column, long columns, float* packed) {
    const long blocks = (p.m + SIDE - 1) / SIDE, panels = (columns + SIDE - 1) / SIDE;
    parallel(panels, [&](long index, int) {
      const long j = index * SIDE;
      pack_columns(p, column + j, least(SIDE, columns - j), packed + j * room(p.k));
    });
    // few rows: columns are shared out too, and each task packs its rows again
    const long groups = least(panels, (3 * thread_count() + blocks - 1) / blocks);
    reserve_spaces(OWN, SIDE * room(p.k));
    parallel(blocks * groups, [&](long index, int thread) {
      const long row = index / groups * SIDE, group = index % groups;
      const long from = panels * group / groups * SIDE, to = least(columns, panels * (group + 1) / groups * SIDE);
      pack_rows(p, row, p.m - row, thread_space(thread, OWN));
      multiply_block(p, row, thread_space(thread, OWN), column + from, to - from, packed + from * room(p.k));
    });
  }

  /** All threads pack the rows, which stay in every thread's cache, and share out the columns. */
  static void share_columns(const Product& p, float* packed) {
    const long blocks = (p.m + SIDE - 1) / SIDE, panels = (p.n + SIDE - 1) / SIDE;
    parallel(blocks, [&](long index, int) {
      pack_rows(p, index * SIDE, p.m - index * SIDE, packed + index * SIDE * room(p.k));
    });
    const long step = most(1, least(GROUP / (SIDE * room(p.k)), panels / (3 * thread_count()))) * SIDE;
    reserve_spaces(OWN, step * room(p.k));
    parallel((p.n + step - 1) / step, [&](long index, int thread) {
      const long column = index * step, columns = least(step, p.n - column);
      pack_columns(p, column, columns, thread_space(thread, OWN));
      for (long row = 0; row < p.m; row += SIDE)
        multiply_block(p, row, packed + row * room(p.k), column, columns, thread_space(thread, OWN));
    });
  }

  /** The whole depth at once. */
  static void run_part(const Product& p) {
    const long rows_space = round_up(p.m, SIDE) * room(p.k);
    if (p.m < p.n && rows_space <= PACKED) return share_columns(p, common_space(SHARED, rows_space));
    const long most_columns = most(SIDE, PACKED / room(p.k) / SIDE * SIDE), slabs = (p.n + most_columns - 1) / most_columns;
    const long columns = round_up((p.n + slabs - 1) / slabs, SIDE);
    float* packed = common_space(SHARED, columns * room(p.k));
    for (long column = 0; column < p.n; column += columns) share_rows(p, column, least(columns, p.n - column), packed);
  }

  static void run(const Product& p) {
    const long parts = (p.k + DEPTH - 1) / DEPTH, depth = round_up((p.k + parts - 1) / parts, 32);
    float* sums = p.direct() ? (float*)p.c.at : parts > 1 ? common_space(UNFINISHED, p.m * p.stride) : nullptr;
    Extras unfinished;
    unfinished.sums = p.extras.sums;
    for (long at = 0; at < p.k; at += depth) {
      Extras extras = at + depth < p.k ? unfinished : p.extras;
      extras.accumulate = p.extras.accumulate || at > 0;
      run_part({p.m, p.n, least(depth, p.k - at), part_of(p.a, 0, at), part_of(p.b, at, 0),
                at + depth < p.k ? Place{sums, false} : p.c, p.stride, extras, extras.accumulate ? sums : nullptr});
    }
  }
};

} // namespace
} // namespace LEVEL
#endif
