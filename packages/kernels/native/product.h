// What all ways to share out a product know of it.
#pragma once
#include "gemm.h"

namespace LEVEL {
namespace {

/** Work space: a thread's own, and what all see. */
enum Slot { OWN = 0, UNROUNDED = 11 };
enum CommonSlot { SHARED = 0 };

/** Everything that is the same for all tasks of a product. */
struct Product {
  long m, n, k;
  Matrix a, b;
  Place c;
  long stride;
  const Extras& extras;

  /** Whether c holds sums while they are made; else they are made elsewhere and rounded. */
  bool direct() const { return !c.half; }
  Place activated_at(long at) const { return Place{extras.activated, c.half}.from(at); }
  float* sums_at(long i, long j) const { return (float*)c.at + i * stride + j; }
};

/** Asks for the part of c that sums will be rounded to, before they are made. */
ALWAYS void expect_block(const Product& p, long row, long rows, long column, long columns) {
  constexpr long LINE = 32;
  for (long i = row; i < row + rows; i++)
    for (long j = 0; j < columns; j += LINE) {
      const long at = i * p.stride + column + j;
      __builtin_prefetch(p.c.from(at).at, 1);
      if (p.extras.activated) __builtin_prefetch(p.activated_at(at).at, 1);
    }
}

/** Rounds sums [rows, columns], `step` apart, to c from (row, column) on, with what comes after them. */
void round_block(const Product& p, const float* sums, long step, long row, long rows, long column, long columns) {
  for (long i = 0; i < rows; i++) {
    const long at = (row + i) * p.stride + column;
    const Numbers from = {sums + i * step, false};
    convert(from, p.c.from(at), columns);
    if (p.extras.activated) activate(p.extras.activation, from, p.activated_at(at), columns);
  }
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
