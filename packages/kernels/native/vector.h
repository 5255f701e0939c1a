// A few rows times a matrix: reads the matrix once, without packing it, as fast as memory gives it.
#pragma once
#include "tile.h"

namespace LEVEL {

/** Rows at most. */
constexpr long MOST_ROWS = 4;

/** c [rows, n] = x [rows, k]·b [k, n] (+ c) (+ bias), where b may be bf16. Rows of c are `stride` apart. */
struct RowsProduct {
  long n, k;
  Rows x;
  Matrix b;
  float* c;
  long stride;
  bool accumulate;
  const float* bias;
};

/** Multiplies 1 to MOST_ROWS rows, on all threads. */
void multiply_rows(long rows, const RowsProduct& product);

} // namespace LEVEL
