// Matrix products: c = a·b (+ c) (+ bias), then an activation.
#pragma once
#include "activation.h"
#include "tile.h"

namespace LEVEL {

/** What a product is made with besides its factors. */
struct Extras {
  /** Added to c, which then is float32, and to the sums, instead of replacing them. */
  bool accumulate = false;
  /** Added to every row. */
  const float* bias = nullptr;
  /** Gets activation(c); stored as c is, and rows as far apart. */
  void* activated = nullptr;
  int activation = NONE;
  /** Gets the sums of b's columns. */
  float* sums = nullptr;
};

/**
 * c [m, n] = a [m, k]·b [k, n], rows `stride` apart. On all threads. Each element is summed in float32 and in one
 * order, whatever the number of threads. bf16 only where products take it.
 */
void multiply(long m, long n, long k, Matrix a, Matrix b, Place c, long stride, const Extras& extras = Extras());

} // namespace LEVEL
