#include "vector.h"
#include "parts.h"
#include "sums.h"

namespace LEVEL {
namespace {

/** Parts of the depth at most that are summed by themselves, and the least depth of one. */
constexpr long PARTS = 8, DEPTH = 32;

/** Floats of sums that stay in the first cache beside what is read. */
constexpr long CACHED = 4096;

/** c [ROWS, columns] += x·b, where the columns are so many vectors. All of a row of c is read before any is written. */
template <int ROWS, int VECS, class T> ALWAYS void add_strip(const Vec (&x)[ROWS], const T* b, float* c, long stride) {
  Vec sums[ROWS][VECS];
#pragma GCC unroll 4
  for (int v = 0; v < VECS; v++) {
    const Vec numbers = load_either(b + v * LANES);
#pragma GCC unroll 4
    for (int r = 0; r < ROWS; r++) sums[r][v] = fma(x[r], numbers, load(c + r * stride + v * LANES));
  }
#pragma GCC unroll 4
  for (int r = 0; r < ROWS; r++)
#pragma GCC unroll 4
    for (int v = 0; v < VECS; v++) store(c + r * stride + v * LANES, sums[r][v]);
}

/**
 * c [ROWS, n] = x·b for k rows of b. Row by row: memory is fastest where it is read in order. Where only a part of each row is
 * read, the processor has to be asked for the next ones.
 */
template <int ROWS, class T> void add_rows(long n, long k, Rows x, const T* b, long row, float* c, long stride) {
  constexpr int VECS = LANES == 16 || ROWS < 3 ? 4 : 2;
  constexpr long STRIP = VECS * LANES, AHEAD = 2, LINE = 64 / sizeof(T);
  for (int r = 0; r < ROWS; r++) memset(c + r * stride, 0, sizeof(float) * (size_t)n);
  for (long p = 0; p < k; p++, b += row) {
    Vec factors[ROWS];
    for (int r = 0; r < ROWS; r++) factors[r] = splat(x.at[r * x.stride + p]);
    long j = 0;
    for (; j + STRIP <= n; j += STRIP) {
      if (ROWS > 1 && n < row)
        for (long i = 0; i < STRIP; i += LINE) __builtin_prefetch(b + AHEAD * row + j + i);
      add_strip<ROWS, VECS>(factors, b + j, c + j, stride);
    }
    each_vec(n - j, [&](long i, long m) {
      const Vec numbers = load_either(b + j + i, m);
      for (int r = 0; r < ROWS; r++) {
        float* const to = c + r * stride + j + i;
        store_first(to, fma(factors[r], numbers, load_first(to, m)), m);
      }
    });
  }
}

/** c (+)= the sum of parts (+ bias). */
void add_parts(long count, long parts, const float* part, long step, float* c, bool accumulate, const float* bias) {
  each_vec(count, [&](long j, long m) {
    Vec sum = accumulate ? load_first(c + j, m) : zero();
    if (bias) sum += load_first(bias + j, m);
    for (long i = 0; i < parts; i++) sum += load_first(part + i * step + j, m);
    store_first(c + j, sum, m);
  });
}

/** Columns of b lie side by side: its depth is shared out, in parts that do not depend on the number of threads. */
template <int ROWS, class T> void share_depth(const RowsProduct& p, const T* b) {
  const long count = least(PARTS, most(1, p.k / DEPTH)), step = round_up(p.n, 4 * LANES);
  // several rows of sums are to stay in the first cache
  const long columns = ROWS == 1 ? p.n : CACHED / ROWS / 64 * 64;
  float* parts = common_space(SHARED, count * ROWS * step);
  parallel(count, [=](long index, int) {
    const long from = p.k * index / count, to = p.k * (index + 1) / count;
    for (long j = 0; j < p.n; j += columns)
      add_rows<ROWS>(least(columns, p.n - j), to - from, {p.x.at + from, p.x.stride}, b + from * p.b.row + j, p.b.row,
                     parts + index * ROWS * step + j, step);
  });
  constexpr long AT_ONCE = 1024;
  const long groups = (p.n + AT_ONCE - 1) / AT_ONCE;
  parallel(ROWS * groups, [=](long index, int) {
    const long r = index / groups, j = index % groups * AT_ONCE;
    add_parts(least(AT_ONCE, p.n - j), count, parts + r * step + j, ROWS * step, p.c + r * p.stride + j, p.accumulate,
              p.bias ? p.bias + j : nullptr);
  });
}

/** Columns of b are runs, and shared out. */
template <int ROWS, class T> void share_columns(const RowsProduct& p, const T* b) {
  constexpr long AT_ONCE = 64;
  in_parts(p.n, AT_ONCE, [=](long from, long to) {
    for (long j = from; j < to; j++)
      for (int r = 0; r < ROWS; r++) {
        float& sum = p.c[r * p.stride + j];
        const float before = (p.accumulate ? sum : 0) + (p.bias ? p.bias[j] : 0);
        sum = before + dot(p.x.at + r * p.x.stride, b + j * p.b.column, p.k);
      }
  });
}

template <int ROWS> void run(const RowsProduct& p) {
  const auto share = [&](auto* b) {
    if (p.b.column == 1) share_depth<ROWS>(p, b);
    else share_columns<ROWS>(p, b);
  };
  if (p.b.half) share(p.b.halves());
  else share(p.b.at);
}

} // namespace

void multiply_rows(long rows, const RowsProduct& p) {
  static_assert(MOST_ROWS == 4, "one case for each");
  switch (rows) {
    case 1: return run<1>(p);
    case 2: return run<2>(p);
    case 3: return run<3>(p);
    default: return run<4>(p);
  }
}

} // namespace LEVEL

