// Matrix products: c = a·b (+ c) (+ bias), then an activation.
#pragma once
#include "activation.h"
#include "tile.h"

namespace LEVEL {

/** What happens to a block of the product while it is in the cache. */
struct Epilogue {
  /** Added to every row. */
  const float* bias = nullptr;
  /** Gets activation(c); rows as far apart as c's. */
  float* activated = nullptr;
  int activation = NONE;
};

/** Makes rows of a just before they are packed, by the task that packs them. */
struct Prologue {
  void (*make_rows)(const void* context, long from, long to) = nullptr;
  const void* context = nullptr;
};

/**
 * c [m, n] = a [m, k]·b [k, n], or c += where `accumulate`; rows of c are `stride` apart. On all
 * threads. Each element is summed in one order, whatever the number of threads.
 */
void multiply(long m, long n, long k, Matrix a, Matrix b, float* c, long stride, bool accumulate,
              const Epilogue& epilogue = Epilogue(), const Prologue& prologue = Prologue());

} // namespace LEVEL
