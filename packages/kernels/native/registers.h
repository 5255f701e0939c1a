// A tile of sums in registers, over any arithmetic of 32-bit elements.
#pragma once
#include "simd.h"

namespace LEVEL {
namespace {

/** Elements of a row that are multiplied at once, a line of the cache; and how far ahead columns are asked for. */
constexpr long AT_ONCE = 16, AHEAD = 12;

/** M rows and V vectors of sums, all in registers; rows of a lie side by side, or `row` apart. */
template <class Arithmetic, int M, int V, bool SIDE_BY_SIDE>
void full_tile(long k, const float* a, long row, long step, const float* panel, float* c, long stride,
               bool accumulate, const float* bias) {
  Vec sums[M][V];
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < V; j++) sums[i][j] = zero();
  // lines of c and of the next rows are asked for bit by bit: all at once would keep the panel's waiting
  long asked = 0;
  for (long at = 0; at < k; at += AT_ONCE) {
    for (; asked < M && asked * k < (at + AT_ONCE) * M; asked++)
#pragma GCC unroll 4
      for (int j = 0; j < V; j++) __builtin_prefetch(c + asked * stride + j * LANES, 1);
    if (!SIDE_BY_SIDE)
#pragma GCC unroll 16
      for (int i = 0; i < M; i++) __builtin_prefetch(a + (M + i) * row);
    for (long p = at; p < least(k, at + AT_ONCE); p++) {
      if (SIDE_BY_SIDE) __builtin_prefetch(a + AHEAD * step);
      Vec b[V];
#pragma GCC unroll 4
      for (int j = 0; j < V; j++) b[j] = load(panel + j * LANES);
#pragma GCC unroll 16
      for (int i = 0; i < M; i++) {
        const Vec x = splat(a[SIDE_BY_SIDE ? i : i * row]);
#pragma GCC unroll 4
        for (int j = 0; j < V; j++) sums[i][j] = Arithmetic::add(sums[i][j], x, b[j]);
      }
      a += step;
      panel += V * LANES;
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < V; j++) {
      Vec sum = sums[i][j];
      float* at = c + i * stride + j * LANES;
      if (accumulate) sum += load(at);
      if (bias) sum += load(bias + j * LANES);
      store(at, sum);
    }
}

typedef void (*Run)(long, const float*, long, long, const float*, float*, long, bool, const float*);

template <class A, int M, int ROWS, int VECS, bool S> constexpr Run run_of() {
  if constexpr (M <= ROWS) return full_tile<A, M, VECS, S>;
  else return nullptr;
}

template <class A, int R, int V, bool S>
constexpr Run RUNS[] = {nullptr,
                        run_of<A, 1, R, V, S>(),  run_of<A, 2, R, V, S>(),  run_of<A, 3, R, V, S>(),
                        run_of<A, 4, R, V, S>(),  run_of<A, 5, R, V, S>(),  run_of<A, 6, R, V, S>(),
                        run_of<A, 7, R, V, S>(),  run_of<A, 8, R, V, S>(),  run_of<A, 9, R, V, S>(),
                        run_of<A, 10, R, V, S>(), run_of<A, 11, R, V, S>(), run_of<A, 12, R, V, S>(),
                        run_of<A, 13, R, V, S>(), run_of<A, 14, R, V, S>()};

/** c [rows, columns] = sums (+ c) (+ bias); rows of sums are `row` apart. */
INLINE void add_part(long rows, long columns, const float* sums, long row, float* c, long stride, bool accumulate,
                     const float* bias) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      float sum = sums[i * row + j];
      if (accumulate) sum += c[i * stride + j];
      if (bias) sum += bias[j];
      c[i * stride + j] = sum;
    }
}

/** See Tile::multiply; k counts elements of the arithmetic. */
template <class Arithmetic, int R, int V>
void run_tile(long rows, long columns, long k, const float* a, long row, long step, const float* panel, float* c,
              long stride, bool accumulate, const float* bias) {
  constexpr int COLUMNS = V * LANES;
  const Run run = row == 1 ? RUNS<Arithmetic, R, V, true>[rows] : RUNS<Arithmetic, R, V, false>[rows];
  if (columns == COLUMNS) {
    run(k, a, row, step, panel, c, stride, accumulate, bias);
    return;
  }
  float buffer[R * COLUMNS];
  run(k, a, row, step, panel, buffer, COLUMNS, false, nullptr);
  add_part(rows, columns, buffer, COLUMNS, c, stride, accumulate, bias);
}

} // namespace
} // namespace LEVEL
