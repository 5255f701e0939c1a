// Products whose columns are shared out: a is packed once, by all threads, and every task packs the
// columns of b that it multiplies with, which so stay in its own cache.
#pragma once
#include "product.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Floats of a that are packed at once, and of a block of them that leaves room in the second-level cache. */
constexpr long PACKED_ROWS = 1 << 20, BLOCK_OF_ROWS = 1 << 18;

template <class Engine> struct ByColumns {
  static constexpr long MR = Engine::ROWS, NR = Engine::COLUMNS;

  /** Few rows, so that all tasks can walk over all of them, and columns for every thread. */
  static bool suits(const Product& p) {
    return p.m * least(p.k, Engine::DEPTH) <= BLOCK_OF_ROWS && p.n >= 6 * thread_count() * NR;
  }

  const Product& p;
  /** Depth of a block; depths [first, last) are packed at once. */
  long depth, first, last;
  float* packed;

  long depth_at(long at) const { return least(depth, last - at); }
  float* rows_at(long at, long row) const {
    return packed + round_up(p.m, MR) * Engine::room(at - first) + row * Engine::room(depth_at(at));
  }

  void pack_rows() const {
    constexpr long AT_ONCE = 4 * MR;
    parallel((p.m + AT_ONCE - 1) / AT_ONCE, [&](long index, int) {
      const long row = index * AT_ONCE, rows = least(AT_ONCE, p.m - row);
      if (p.prologue.make_rows && first == 0) p.prologue.make_rows(p.prologue.context, row, row + rows);
      for (long at = first; at < last; at += depth)
        Engine::pack_a(part_of(p.a, row, at), depth_at(at), rows, rows_at(at, row));
    });
  }

  /** The columns of c from j on that one panel makes. */
  void multiply_panel(long j, float* panel) const {
    const long columns = least(NR, p.n - j);
    for (long at = first; at < last; at += depth) {
      const float* bias = at == 0 && p.epilogue.bias ? p.epilogue.bias + j : nullptr;
      Engine::pack_b(part_of(p.b, at, j), depth_at(at), columns, panel);
      for (long i = 0; i < p.m; i += MR)
        Engine::tile(least(MR, p.m - i), columns, depth_at(at), rows_at(at, i), panel, p.c + i * p.stride + j, p.stride,
                     p.accumulate || at > 0, bias);
    }
    if (p.epilogue.activated && last == p.k) activate_block(p, 0, p.m, j, columns);
  }

  void multiply() const {
    reserve_spaces(OWN, NR * Engine::room(depth));
    parallel((p.n + NR - 1) / NR, [&](long index, int thread) {
      Engine::begin();
      multiply_panel(index * NR, thread_space(thread, OWN));
      Engine::end();
    });
  }

  static void run(const Product& p) {
    const long blocks = (p.k + Engine::DEPTH - 1) / Engine::DEPTH;
    const long depth = least(p.k, round_up((p.k + blocks - 1) / blocks, Engine::STEP));
    const long rows = round_up(p.m, MR);
    const long at_once = most(1, PACKED_ROWS / rows / depth) * depth;
    float* packed = common_space(SHARED, rows * Engine::room(round_up(least(at_once, p.k), depth)));
    for (long first = 0; first < p.k; first += at_once) {
      const ByColumns part = {p, depth, first, least(p.k, first + at_once), packed};
      part.pack_rows();
      part.multiply();
    }
  }
};

} // namespace
} // namespace LEVEL
