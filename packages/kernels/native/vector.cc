#include "vector.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Parts of the depth at most that are summed by themselves, and the least depth of one. */
constexpr long PARTS = 8, DEPTH = 32;

enum CommonSlot { SHARED = 0 };

/** c [columns] += x·b, where the columns are so many vectors. All of c is read before any is written. */
template <int VECS, class T> ALWAYS void add_strip(Vec x, const T* b, float* c) {
  Vec sums[VECS];
#pragma GCC unroll 4
  for (int v = 0; v < VECS; v++) sums[v] = fma(x, load_either(b + v * LANES), load(c + v * LANES));
#pragma GCC unroll 4
  for (int v = 0; v < VECS; v++) store(c + v * LANES, sums[v]);
}

/** c [n] = x·b for k rows of b. Row by row: memory is fastest where it is read in order. */
template <class T> void add_rows(long n, long k, const float* x, const T* b, long row, float* c) {
  constexpr int VECS = 4;
  constexpr long STRIP = VECS * LANES;
  memset(c, 0, sizeof(float) * (size_t)n);
  for (long p = 0; p < k; p++, b += row) {
    const Vec factor = splat(x[p]);
    long j = 0;
    for (; j + STRIP <= n; j += STRIP) add_strip<VECS>(factor, b + j, c + j);
    each_vec(n - j, [&](long i, long m) {
      store_first(c + j + i, fma(factor, load_either(b + j + i, m), load_first(c + j + i, m)), m);
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
template <class T>
void share_depth(long n, long k, const float* x, const T* b, long row, float* c, bool accumulate, const float* bias) {
  const long count = least(PARTS, most(1, k / DEPTH)), step = round_up(n, 4 * LANES);
  float* parts = common_space(SHARED, count * step);
  parallel(count, [=](long index, int) {
    const long from = k * index / count, to = k * (index + 1) / count;
    add_rows(n, to - from, x + from, b + from * row, row, parts + index * step);
  });
  constexpr long AT_ONCE = 1024;
  parallel((n + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
    const long j = index * AT_ONCE;
    add_parts(least(AT_ONCE, n - j), count, parts + j, step, c + j, accumulate, bias ? bias + j : nullptr);
  });
}

/** Columns of b are runs, `column` apart, and shared out. */
template <class T>
void share_columns(long n, long k, const float* x, const T* b, long column, float* c, bool accumulate, const float* bias) {
  constexpr long AT_ONCE = 64;
  parallel((n + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
    for (long j = index * AT_ONCE; j < least(n, (index + 1) * AT_ONCE); j++) {
      const float before = (accumulate ? c[j] : 0) + (bias ? bias[j] : 0);
      c[j] = before + dot(x, b + j * column, k);
    }
  });
}

} // namespace

void multiply_row(long n, long k, const float* x, Matrix b, float* c, bool accumulate, const float* bias) {
  const auto run = [=](auto* numbers) {
    if (b.column == 1) share_depth(n, k, x, numbers, b.row, c, accumulate, bias);
    else share_columns(n, k, x, numbers, b.column, c, accumulate, bias);
  };
  if (b.half) run(b.halves());
  else run(b.at);
}

} // namespace LEVEL
