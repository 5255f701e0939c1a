// What all ways to share out a product know of it.
#pragma once
#include "gemm.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Everything that is the same for all tasks of a product. */
struct Product {
  long m, n, k;
  Matrix a, b;
  Place c;
  long stride;
  const Extras& extras;
  /** What is added to the sums that become c, rows as far apart as its own; null: nothing. */
  const float* before = nullptr;

  /** Whether c holds sums while they are made; else these are rounded. */
  bool direct() const { return !c.half; }
  Place activated_at(long at) const { return Place{extras.activated, c.half}.from(at); }
  float* sums_at(long i, long j) const { return (float*)c.at + i * stride + j; }
};

/** Asks for the part of c, in bf16, that sums will become, before they are made. */
ALWAYS void expect_block(const Product& p, long row, long rows, long column, long columns) {
  constexpr long LINE = 32;
  for (long i = row; i < row + rows; i++)
    for (long j = 0; j < columns; j += LINE) {
      const long at = i * p.stride + column + j;
      __builtin_prefetch(p.c.from(at).at, 1);
      if (p.extras.activated) __builtin_prefetch(p.activated_at(at).at, 1);
    }
}

/** In the place of an activation: c only. */
constexpr int KEPT = -1;

template <int ACTIVATION, bool HALF>
void put_rows(const Product& p, const float* sums, long step, long row, long rows, long column, long columns) {
  const float* bias = p.extras.bias;
  for (long i = 0; i < rows; i++) {
    const long at = (row + i) * p.stride + column;
    const Place c = {p.c.from(at).at, HALF};
    const Place activations = {ACTIVATION == KEPT ? nullptr : p.activated_at(at).at, HALF};
    each_vec(columns, [&](long j, long n) {
      Vec v = load_first(sums + i * step + j, n);
      if (bias) v += load_first(bias + column + j, n);
      if (p.before) v += load_first(p.before + at + j, n);
      c.store(j, v, n);
      if (ACTIVATION != KEPT) activations.store(j, activated<ACTIVATION>(v), n);
    });
  }
}

/** Sums [rows, columns], `step` apart, become c from (row, column) on, with what comes after them. */
void put_block(const Product& p, const float* sums, long step, long row, long rows, long column, long columns) {
  const auto put = [&](auto activation) {
    constexpr int A = decltype(activation)::value;
    if (p.c.half) put_rows<A, true>(p, sums, step, row, rows, column, columns);
    else put_rows<A, false>(p, sums, step, row, rows, column, columns);
  };
  if (!p.extras.activated) put(Constant<KEPT>());
  else with_activation(p.extras.activation, put);
}

/** What comes after the sums of a block of c. */
void finish_block(const Product& p, long row, long rows, long column, long columns) {
  if (!p.extras.activated) return;
  for (long i = row; i < row + rows; i++) {
    const long at = i * p.stride + column;
    activate(p.extras.activation, p.c.from(at), p.activated_at(at), columns);
  }
}

} // namespace
} // namespace LEVEL
