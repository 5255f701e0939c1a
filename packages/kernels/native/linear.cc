// The linear layer, forward and backward.
#include "gemm.h"
#include "kernels.h"
#include "parts.h"
#include "sums.h"

namespace LEVEL {
namespace {

/**
 * x [m, k], weight [k, n], bias? [n], pre [m, n], y? [m, n], m, n, k, activation, which are bf16: x; weight; pre and y.
 */
double linear(const Call& call) {
  const long m = call.whole(5), n = call.whole(6), k = call.whole(7);
  Extras extras;
  extras.bias = call.floats(2);
  extras.activated = call.floats(4);
  extras.activation = (int)call.whole(8);
  const Numbers x = {call.floats(0), call.half(0)}, weight = {call.floats(1), call.half(1)};
  multiply(m, n, k, rows_of(x, k), rows_of(weight, n), {call.floats(3), call.half(3)}, n, extras);
  return 0;
}

/** d = dy·activation'(pre), a run of numbers at a time. */
void make_slopes(int activation, const Numbers& pre, const Numbers& dy, const Place& d, long count) {
  constexpr long AT_ONCE = 1 << 12;
  in_parts(count, AT_ONCE, [&](long from, long to) {
    activate_grad(activation, pre.from(from), dy.from(from), d.from(from), to - from);
  });
}

/**
 * x [m, k], weight [k, n], dy [m, n], pre? [m, n], dx [m, k], dweight [k, n], dbias [n], m, n, k, activation, which are
 * bf16: x, dy, pre, dx.
 */
double linear_grad(const Call& call) {
  const long m = call.whole(7), n = call.whole(8), k = call.whole(9);
  const auto at = [&](int i) { return Numbers{call.floats(i), call.half(i)}; };
  const int activation = (int)call.whole(10);
  Numbers d = at(2);
  if (call.floats(3) && activation != NONE) {
    const Place made = {common_space(MADE, m * n), call.half(3)};
    make_slopes(activation, at(3), d, made, m * n);
    d = {made.at, made.half};
  }
  multiply(m, k, n, rows_of(d, n), turned(call.floats(1), n), {call.floats(4), call.half(4)}, k);
  Extras extras;
  extras.sums = call.floats(6);
  multiply(k, n, m, turned(at(0), k), rows_of(d, n), {call.floats(5), false}, n, extras);
  if (k == 0) sum_rows(d, n, m, n, extras.sums, false);
  return 0;
}

} // namespace

extern const NamedKernel LINEAR_KERNELS[] = {{"linear", linear}, {"linearGrad", linear_grad}};
extern const KernelTable LINEAR_TABLE = table_of(LINEAR_KERNELS);

} // namespace LEVEL
