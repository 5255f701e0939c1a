#include "vector.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Rows of the matrix that are read side by side. */
constexpr int STREAMS = 8;

/** c [n] += x·b for `S` rows of b; the rows after them are asked for meanwhile. */
template <int S> void add_rows(long n, const float* x, const float* b, long row, float* c) {
  Vec factors[S];
  for (int i = 0; i < S; i++) factors[i] = splat(x[i]);
  each_vec(n, [&](long j, long m) {
    Vec sum = load_first(c + j, m);
#pragma GCC unroll 8
    for (int i = 0; i < S; i++) {
      __builtin_prefetch(b + (S + i) * row + j);
      sum = fma(factors[i], load_first(b + i * row + j, m), sum);
    }
    store_first(c + j, sum, m);
  });
}

/** Columns of b that lie side by side. */
void along(long n, long k, const float* x, const float* b, long row, float* c) {
  long p = 0;
  for (; p + STREAMS <= k; p += STREAMS) add_rows<STREAMS>(n, x + p, b + p * row, row, c);
  for (; p < k; p++) add_rows<1>(n, x + p, b + p * row, row, c);
}

} // namespace

void multiply_row(long n, long k, const float* x, Matrix b, float* c, bool accumulate, const float* bias) {
  const int threads = thread_count();
  // few columns a task where rows are read whole, one run of memory a thread else
  const long columns = b.column == 1 ? round_up((n + threads - 1) / threads, 4 * LANES) : 64;
  parallel((n + columns - 1) / columns, [=](long index, int) {
    const long from = index * columns, count = least(columns, n - from);
    float* to = c + from;
    if (!accumulate) memset(to, 0, sizeof(float) * (size_t)count);
    if (bias) for (long j = 0; j < count; j++) to[j] += bias[from + j];
    if (b.column == 1) return along(count, k, x, b.at + from, b.row, to);
    for (long j = 0; j < count; j++) to[j] += dot(x, b.at + (from + j) * b.column, k);
  });
}

} // namespace LEVEL
