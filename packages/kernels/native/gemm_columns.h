// Products whose columns are shared out: every task packs the columns of b that it multiplies with, which so stay in
// its own cache, and walks over rows of a. These lie as they are, or were packed by all threads before.
#pragma once
#include "parts.h"
#include "product.h"
#include "sums.h"

namespace LEVEL {
namespace {

/** Floats of a that are packed at once. */
constexpr long PACKED_ROWS = 1 << 21;

template <class Engine> struct ByColumns {
  static constexpr long MR = Engine::ROWS, NR = Engine::COLUMNS;
  /** Rows of a task at most, and where the columns are few. */
  static constexpr long MOST_ROWS = round_up(1024, MR), FEW_ROWS = 192;

  const Product& p;
  /** Rows [top, top + rows), in tasks of so many chunks. */
  long top, rows, chunks;
  /** Depth of a part: of that many packed columns of b stay in the second-level cache. */
  long depth;
  /** Rows of a, packed part by part; null: they are read where they lie. */
  float* packed;

  /** Floats of a that all tasks may walk over where the engine likes blocks of c better. */
  static constexpr long FEW = 1 << 18;

  static bool suits(const Product& p) {
    if (Engine::takes(p.a, p.k) || !p.direct()) return true;
    if (Engine::SHARES_COLUMNS) return p.m <= 4 * p.n;
    return p.m * least(p.k, Engine::DEPTH) <= FEW && p.n >= 6 * thread_count() * NR;
  }

  long depth_at(long at) const { return least(depth, p.k - at); }
  float* packed_at(long at, long row) const {
    return packed + round_up(rows, MR) * Engine::room(at) + row * Engine::room(depth_at(at));
  }
  Left left(long at, long row) const {
    if (packed) return Engine::left(packed_at(at, row), depth_at(at));
    return Engine::left(part_of(p.a, top + row, at));
  }

  void pack_rows() const {
    in_parts(rows, Engine::ROWS_AT_ONCE, [&](long from, long to) {
      for (long at = 0; at < p.k; at += depth)
        Engine::pack_a(part_of(p.a, top + from, at), depth_at(at), to - from, packed_at(at, from));
    });
  }

  /** Asks for lines of a matrix that come next, `length` numbers each. */
  static ALWAYS void expect(const Matrix& m, long lines, long length) {
    const long line = m.column == 1 ? m.row : m.column, numbers = m.half ? 32 : 16;
    for (long i = 0; i < lines; i++)
      for (long j = 0; j < length; j += numbers) {
        const long at = i * line + j;
        __builtin_prefetch(m.half ? (const void*)(m.halves() + at) : m.at + at, 0, 2);
      }
  }

  /** Asks for a share of the columns of b from j on. */
  ALWAYS void expect_columns(long j, long index, long count) const {
    const bool across = p.b.column == 1;
    const long lines = across ? p.k : NR, from = lines * index / count, to = lines * (index + 1) / count;
    expect(across ? part_of(p.b, from, j) : part_of(p.b, 0, j + from), to - from, across ? NR : p.k);
  }

  /** Rows [from, to) of the columns of c from j on; those from `next` on come next. */
  void multiply_panel(long j, long from, long to, long next, float* panel, float* unrounded) const {
    const long columns = least(NR, p.n - j);
    for (long at = 0; at < p.k; at += depth) {
      const bool last = at + depth >= p.k;
      Engine::pack_b(part_of(p.b, at, j), depth_at(at), columns, panel);
      if constexpr (Engine::SHARES_COLUMNS)
        if (p.extras.sums && top + from == 0)
          Engine::sum_panel(panel, depth_at(at), columns, p.extras.sums + j, p.extras.accumulate || at > 0);
      for (long i = from; i < to; i += MR) {
        const long count = least(MR, to - i);
        if (at == 0 && next + NR <= p.n) expect_columns(next, i - from, to - from);
        if (!unrounded) {
          Engine::tile(count, columns, depth_at(at), left(at, i), panel, p.sums_at(top + i, j), p.stride,
                       at > 0 || p.extras.accumulate, at == 0 && p.extras.bias ? p.extras.bias + j : nullptr);
          continue;
        }
        float* sums = unrounded + (depth < p.k ? (i - from) * NR : 0);
        if (last) expect_block(p, top + i, count, j, columns);
        Engine::tile(count, columns, depth_at(at), left(at, i), panel, sums, NR, at > 0, nullptr);
        if (last) put_block(p, sums, NR, top + i, count, j, columns);
      }
    }
    if (!unrounded) finish_block(p, top + from, to - from, j, columns);
  }

  void multiply() const {
    const long panels = (p.n + NR - 1) / NR, tiles = (rows + MR - 1) / MR, step = thread_count() * NR;
    reserve_spaces(OWN, NR * Engine::room(depth));
    if (!p.direct()) reserve_spaces(SUMS, (tiles / chunks + 1) * MR * NR);
    const auto start = [=](long chunk) { return least(rows, tiles * chunk / chunks * MR); };
    parallel(chunks * panels, [&](long index, int thread) {
      const long chunk = index / panels, j = index % panels * NR;
      multiply_panel(j, start(chunk), start(chunk + 1), j + step, thread_space(thread, OWN),
                     p.direct() ? nullptr : thread_space(thread, SUMS));
    });
  }

  static void run(const Product& p) {
    const long parts = (p.k + Engine::PANEL_DEPTH - 1) / Engine::PANEL_DEPTH;
    const long depth = least(p.k, round_up((p.k + parts - 1) / parts, Engine::STEP));
    if (!p.direct()) return run_part(p, depth);
    for (long at = 0; at < p.k; at += depth) {
      Extras extras = p.extras;
      extras.accumulate |= at > 0;
      if (at > 0) extras.bias = nullptr;
      if (at + depth < p.k) extras.activated = nullptr;
      const Product part = {p.m, p.n, least(depth, p.k - at), part_of(p.a, 0, at), part_of(p.b, at, 0), p.c, p.stride, extras};
      run_part(part, part.k);
    }
  }

  /** The whole depth, in parts where sums are kept until they are rounded. */
  static void run_part(const Product& p, long depth) {
    const long room = Engine::room(round_up(p.k, depth)), panels = (p.n + NR - 1) / NR;
    const bool packs = !Engine::takes(p.a, p.k);
    const long at_once = packs ? least(p.m, most(1, PACKED_ROWS / room / MR) * MR) : p.m;
    float* packed = packs ? common_space(SHARED, round_up(at_once, MR) * room) : nullptr;
    for (long top = 0; top < p.m; top += at_once) {
      const long rows = least(at_once, p.m - top);
      const long few = least((4 * thread_count() + panels - 1) / panels, rows / FEW_ROWS);
      const ByColumns part = {p, top, rows, most((rows + MOST_ROWS - 1) / MOST_ROWS, few), depth, packed};
      if constexpr (Engine::PACKS_ROWS)
        if (packs) part.pack_rows();
      part.multiply();
    }
  }
};

} // namespace
} // namespace LEVEL
