// A row times a matrix: reads the matrix once, without packing it, as fast as memory gives it.
#pragma once
#include "tile.h"

namespace LEVEL {

/** c [n] = x [k]·b [k, n] (+ c) (+ bias), where b may be bf16. On all threads. */
void multiply_row(long n, long k, const float* x, Matrix b, float* c, bool accumulate, const float* bias);

} // namespace LEVEL
