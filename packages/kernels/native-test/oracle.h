// Results in double precision.
#pragma once
#include "check.h"

/** Numbers of the activations in activation.h. */
constexpr int ACTIVATIONS = 5;
double activated(int activation, double x);
double activation_slope(int activation, double x);

/** Rows and columns, by strides. */
struct View {
  const Floats& values;
  long row, column;
  double operator()(long i, long j) const { return values[(size_t)(i * row + j * column)]; }
};
/** a [m, k]·b [k, n]. */
Doubles product(const View& a, const View& b, long m, long n, long k);

/** Word `index` of the stream of random words that dropout reads. */
uint32_t random_word(uint64_t index, uint32_t seed, uint32_t step, uint32_t site, uint32_t stream);
