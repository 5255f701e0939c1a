// Products on the matrix unit, whose rows are shared out: as many columns of b as fit the second-level cache are packed by
// all threads, and every task multiplies a few rows with all of them, so that rows of c are written from end to end.
#pragma once
#include "amx.h"
#include "product.h"
#include "threads.h"

#if defined(__AMX_BF16__)
namespace LEVEL {
namespace {

template <int PARTS> struct ByRows {
  /** Depth that is multiplied at once at most, and floats of b that are. */
  static constexpr long DEPTH = PARTS == 3 ? 768 : 2048, PACKED = 320 * 1024;

  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return round_up(depth, 32) * PARTS / 2; }

  /** Columns from `column` on that are packed. */
  struct Slab {
    long column, columns;
    float* packed;
  };

  static void pack_slab(const Product& p, const Slab& slab) {
    parallel((slab.columns + SIDE - 1) / SIDE, [&](long index, int) {
      const long j = index * SIDE, columns = least(SIDE, slab.columns - j);
      float* panel = slab.packed + j * room(p.k);
      pack_amx_columns<PARTS>(part_of(p.b, 0, slab.column + j), p.k, columns, panel);
      if (!p.extras.sums) return;
      sum_amx_panel<PARTS>(panel, p.k, columns, p.extras.sums + slab.column + j, p.extras.accumulate);
    });
  }

  static void multiply_slab(const Product& p, const Slab& slab) {
    const long blocks = (p.m + SIDE - 1) / SIDE, panels = (slab.columns + SIDE - 1) / SIDE;
    // few rows: columns are shared out too, and each task packs its rows again
    const long groups = least(panels, (3 * thread_count() + blocks - 1) / blocks);
    reserve_spaces(OWN, SIDE * room(p.k));
    parallel(blocks * groups, [&](long index, int thread) {
      const long row = index / groups * SIDE, rows = least(SIDE, p.m - row), group = index % groups;
      float* packed = thread_space(thread, OWN);
      pack_amx_rows<PARTS>(part_of(p.a, row, 0), p.k, rows, packed);
      alignas(64) float sums[SIDE * SIDE];
      begin_tiles();
      for (long panel = panels * group / groups; panel < panels * (group + 1) / groups; panel++) {
        const long j = panel * SIDE;
        amx_tile<PARTS>(p.k, packed, slab.packed + j * room(p.k), sums);
        put_block(p, sums, SIDE, row, rows, slab.column + j, least(SIDE, slab.columns - j));
      }
      end_tiles();
    });
  }

  /** The whole depth at once. */
  static void run_part(const Product& p) {
    const long most_columns = most(SIDE, PACKED / room(p.k) / SIDE * SIDE), slabs = (p.n + most_columns - 1) / most_columns;
    const long columns = round_up((p.n + slabs - 1) / slabs, SIDE);
    float* packed = common_space(SHARED, columns * room(p.k));
    for (long column = 0; column < p.n; column += columns) {
      const Slab slab = {column, least(columns, p.n - column), packed};
      pack_slab(p, slab);
      multiply_slab(p, slab);
    }
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
