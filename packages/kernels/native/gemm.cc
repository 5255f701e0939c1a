#include "gemm_columns.h"
#include "gemm_amx.h"
#include "bf16.h"
#include "kernels.h"
#include "mmla.h"
#include "parts.h"
#include "vector.h"

namespace LEVEL {
namespace {

/** Floats of b that are packed at once. */
constexpr long PACKED = 1 << 20;

/** Products in vectors of floats. */
struct Vectors {
  typedef Tile<WIDE_ROWS, WIDE_VECS> Wide;
  static constexpr long ROWS = WIDE_ROWS, COLUMNS = Wide::COLUMNS;
  /** Depth of a block at most, of which packed a stays in the second-level cache; it is a multiple of STEP, or all there is. */
  static constexpr long DEPTH = 384, STEP = 8;
#if defined(__AVX512F__)
  static constexpr bool SHARES_COLUMNS = true;
  static constexpr long PANEL_DEPTH = 2048;
#else
  static constexpr bool SHARES_COLUMNS = false;
  static constexpr long PANEL_DEPTH = DEPTH;
#endif
  /** Floats that a row or column of a panel takes. */
  static long room(long depth) { return depth; }
  /** Rows of a task at most, and columns after which the part of c that they made is still in the second-level cache. */
  static constexpr long BLOCK_ROWS = 32 * ROWS, BLOCK_COLUMNS = 8 * COLUMNS;

  /** Whether rows are packed, and so many at once; else they are read where they lie, columns too. */
  static constexpr bool PACKS_ROWS = !SHARES_COLUMNS;
  static constexpr long ROWS_AT_ONCE = 4 * ROWS;
  static bool takes(const Matrix&, long) { return !PACKS_ROWS; }
  static Left left(const Matrix& a) { return {a.at, a.row, a.column}; }
  static Left left(const float* panel, long) { return {panel, 1, ROWS}; }
  static void pack_a(Matrix a, long depth, long rows, float* panels) {
    for (long i = 0; i < rows; i += ROWS) Wide::pack_rows(part_of(a, i, 0), depth, least(ROWS, rows - i), panels + i * depth);
  }
  static void pack_b(Matrix b, long depth, long columns, float* panel) { Wide::pack_columns(b, depth, columns, panel); }
  static void tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                   bool accumulate, const float* bias) {
    Wide::multiply(rows, columns, depth, a.at, a.row, a.step, b, c, stride, accumulate, bias);
  }
  /** sums [columns] (+)= what a panel of b adds up to. */
  static void sum_panel(const float* panel, long depth, long columns, float* sums, bool accumulate) {
    each_vec(columns, [&](long j, long n) {
      Vec sum = accumulate ? load_first(sums + j, n) : zero();
      for (long d = 0; d < depth; d++) sum += load_first(panel + d * COLUMNS + j, n);
      store_first(sums + j, sum, n);
    });
  }
};

/** The product in blocks that fit the caches, with tiles of an engine. */
template <class Engine> struct Blocked {
  static constexpr long MR = Engine::ROWS, NR = Engine::COLUMNS;

  /** Part of b that is packed: columns [column, column + columns), depth [first, first + depth). */
  struct Slab {
    long column, columns, first, depth;
    float* packed;
    /** Where the panel of a column starts. */
    float* panel(long j) const { return packed + j * Engine::room(depth); }
  };

  static void pack_slab(const Product& p, const Slab& slab) {
    in_parts(slab.columns, 2 * NR, [&](long from, long to) {
      for (long j = from; j < to; j += NR)
        Engine::pack_b(part_of(p.b, slab.first, slab.column + j), slab.depth, least(NR, slab.columns - j), slab.panel(j));
    });
  }

  /** Rows [row, row + rows) and columns [from, to) of a slab. */
  static void multiply_block(const Product& p, const Slab& slab, long row, long rows, long from, long to,
                             const float* packed) {
    const bool adds = p.extras.accumulate || slab.first > 0;
    for (long group = from; group < to; group += Engine::BLOCK_COLUMNS) {
      const long end = least(group + Engine::BLOCK_COLUMNS, to);
      for (long j = group; j < end; j += NR) {
        const long column = slab.column + j;
        const float* bias = slab.first == 0 && p.extras.bias ? p.extras.bias + column : nullptr;
        for (long i = 0; i < rows; i += MR)
          Engine::tile(least(MR, rows - i), least(NR, slab.columns - j), slab.depth,
                       Engine::left(packed + i * Engine::room(slab.depth), slab.depth), slab.panel(j),
                       p.sums_at(row + i, column), p.stride, adds, bias);
      }
      if (slab.first + slab.depth == p.k) finish_block(p, row, rows, slab.column + group, end - group);
    }
  }

  static void multiply_slab(const Product& p, const Slab& slab) {
    const int threads = thread_count();
    const long row_tiles = (p.m + MR - 1) / MR;
    long blocks = most((p.m + Engine::BLOCK_ROWS - 1) / Engine::BLOCK_ROWS, least(4 * threads, row_tiles / 4));
    if (blocks % threads) blocks = least(row_tiles, round_up(blocks, threads));
    const auto start = [=](long block) { return least(p.m, row_tiles * block / blocks * MR); };
    // few rows: columns are shared out too, and each task packs its rows again
    const long panels = (slab.columns + NR - 1) / NR;
    const long groups = blocks >= threads ? 1 : least(panels, (2 * threads + blocks - 1) / blocks);
    const long columns = (panels + groups - 1) / groups * NR;
    reserve_spaces(OWN, (row_tiles + blocks - 1) / blocks * MR * Engine::room(slab.depth));
    parallel(blocks * groups, [&](long index, int thread) {
      const long row = start(index / groups), count = start(index / groups + 1) - row;
      const long from = index % groups * columns, to = least(from + columns, slab.columns);
      if (from >= to) return;
      float* packed = thread_space(thread, OWN);
      Engine::pack_a(part_of(p.a, row, slab.first), slab.depth, count, packed);
      multiply_block(p, slab, row, count, from, to, packed);
    });
  }

  static void run(const Product& p) {
    const long slabs = (p.k + Engine::DEPTH - 1) / Engine::DEPTH;
    const long depth = least(p.k, round_up((p.k + slabs - 1) / slabs, Engine::STEP));
    const long columns = least(round_up(p.n, NR), most(NR, PACKED / depth / NR * NR));
    float* packed = common_space(SHARED, columns * Engine::room(depth));
    for (long column = 0; column < p.n; column += columns) {
      for (long first = 0; first < p.k; first += depth) {
        const Slab slab = {column, least(columns, p.n - column), first, least(depth, p.k - first), packed};
        pack_slab(p, slab);
        multiply_slab(p, slab);
      }
    }
  }
};

template <class Engine> void run(const Product& p) {
  const bool by_columns = ByColumns<Engine>::suits(p);
  if (by_columns) ByColumns<Engine>::run(p);
  else if constexpr (Engine::PACKS_ROWS) Blocked<Engine>::run(p);
  if (!p.extras.sums || (by_columns && Engine::SHARES_COLUMNS)) return;
  sum_rows({p.b.at, p.b.half}, p.b.row, p.k, p.n, p.extras.sums, p.extras.accumulate);
}

/** A product without depth: c = (c) + bias. */
void multiply_nothing(Product p) {
  float* zeros = common_space(SHARED, p.n);
  memset(zeros, 0, sizeof(float) * (size_t)p.n);
  if (p.extras.accumulate) p.before = (const float*)p.c.at;
  put_block(p, zeros, 0, 0, p.m, 0, p.n);
  if (p.extras.sums && !p.extras.accumulate) memset(p.extras.sums, 0, sizeof(float) * (size_t)p.n);
}

} // namespace

void multiply(long m, long n, long k, Matrix a, Matrix b, Place c, long stride, const Extras& extras) {
  const Product product = {m, n, k, a, b, c, stride, extras};
  if (m == 0 || n == 0) return;
  if (k == 0) return multiply_nothing(product);
  if (m <= MOST_ROWS && a.column == 1 && !a.half && !c.half && !extras.sums) {
    multiply_rows(m, {n, k, {a.at, a.row}, b, (float*)c.at, stride, extras.accumulate, extras.bias});
    return finish_block(product, 0, m, 0, n);
  }
#if defined(__AMX_BF16__) || defined(__AVX512BF16__) || defined(NEON_BF16)
  const bool halves = a.half || b.half || c.half;
#endif
#if defined(__AMX_BF16__)
  if (halves || (bf16_products() && k >= 2)) return AmxProduct<1>::run(product);
  if (m >= SIDE / 2 && n >= SIDE / 2 && k >= 32) return AmxProduct<3>::run(product);
#elif defined(__AVX512BF16__)
  if (halves || (bf16_products() && k >= 2)) return run<Bf16>(product);
#elif defined(NEON_BF16)
  if (halves || (bf16_products() && k >= 2)) return run<Mmla>(product);
#endif
  run<Vectors>(product);
}

namespace {

/**
 * Stacks of products: a, b, c, count, m, n, k, transposed a, transposed b, then for a and b: how
 * far the next matrix of the stack is (0: the same again); which are bf16: b.
 */
double batch_multiply(const Call& call) {
  const long count = call.whole(3), m = call.whole(4), n = call.whole(5), k = call.whole(6);
  for (long i = 0; i < count; i++) {
    const float* a = call.floats(0) + i * call.whole(9);
    const Numbers b = Numbers{call.floats(1), call.half(1)}.from(i * call.whole(10));
    multiply(m, n, k, call.whole(7) ? turned(a, m) : rows_of(a, k), call.whole(8) ? turned(b, k) : rows_of(b, n),
             {call.floats(2) + i * m * n, false}, n);
  }
  return 0;
}

/** 1 where products want numbers that are stored as bf16. */
double halves(const Call&) {
#if defined(__AVX512BF16__) || defined(NEON_BF16)
  return bf16_products();
#else
  return 0;
#endif
}

} // namespace

extern const NamedKernel GEMM_KERNELS[] = {{"batchMultiply", batch_multiply}, {"halves", halves}};
extern const KernelTable GEMM_TABLE = table_of(GEMM_KERNELS);

} // namespace LEVEL
