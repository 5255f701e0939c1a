// The linear layer, forward and backward.
#include "gemm.h"
#include "kernels.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** x [m, k], weight [k, n], bias? [n], pre [m, n], y? [m, n], m, n, k, activation. */
double linear(const Call& call) {
  const long m = call.whole(5), n = call.whole(6), k = call.whole(7);
  Epilogue epilogue;
  epilogue.bias = call.floats(2);
  epilogue.activated = call.floats(4);
  epilogue.activation = (int)call.whole(8);
  multiply(m, n, k, rows_of(call.floats(0), k), rows_of(call.floats(1), n), call.floats(3), n, false, epilogue);
  return 0;
}

struct Slopes {
  const float *pre, *dy;
  float* d;
  long n;
  int activation;
};

/** Rows of d = dy·activation'(pre). */
void make_slopes(const void* context, long from, long to) {
  const Slopes& s = *(const Slopes*)context;
  activate_grad(s.activation, s.pre + from * s.n, s.dy + from * s.n, s.d + from * s.n, (to - from) * s.n);
}

/** x [m, k], weight [k, n], dy [m, n], pre? [m, n], dx [m, k], dweight [k, n], dbias [n], m, n, k, activation. */
double linear_grad(const Call& call) {
  const float *x = call.floats(0), *weight = call.floats(1), *d = call.floats(2), *pre = call.floats(3);
  const long m = call.whole(7), n = call.whole(8), k = call.whole(9);
  Slopes slopes = {pre, d, nullptr, n, (int)call.whole(10)};
  Prologue prologue;
  if (pre && slopes.activation != NONE) {
    slopes.d = common_space(1, m * n);
    prologue = {make_slopes, &slopes};
    d = slopes.d;
  }
  multiply(m, k, n, rows_of(d, n), turned(weight, n), call.floats(4), k, false, Epilogue(), prologue);
  multiply(k, n, m, turned(x, k), rows_of(d, n), call.floats(5), n, false);
  sum_rows(d, m, n, call.floats(6), false);
  return 0;
}

} // namespace

extern const NamedKernel LINEAR_KERNELS[] = {{"linear", linear}, {"linearGrad", linear_grad}};
extern const KernelTable LINEAR_TABLE = {LINEAR_KERNELS, 2};

} // namespace LEVEL
