#include "activation.h"
#include "kernels.h"
#include "parts.h"

namespace LEVEL {
namespace {

template <int A> void forward(const Numbers& x, const Place& y, long count) {
  if (!x.half && !y.half && x.at != y.at && (uintptr_t)y.at % sizeof(Vec) == 0 && count % LANES == 0) {
    for (long i = 0; i < count; i += LANES) stream((float*)y.at + i, activated<A>(load((const float*)x.at + i)));
    return;
  }
  if (x.half) fill(y, count, [&](long i, long n) { return activated<A>(load_halves((const Half*)x.at + i, n)); });
  else fill(y, count, [&](long i, long n) { return activated<A>(load_first((const float*)x.at + i, n)); });
}

template <int A> void backward(const Numbers& x, const Numbers& dy, const Place& dx, long count) {
  const auto run = [&](auto load_x, auto load_dy) {
    fill(dx, count, [&](long i, long n) { return load_dy(i, n) * derivative<A>(load_x(i, n)); });
  };
  const auto halves = [](const Numbers& v) {
    return [at = (const Half*)v.at](long i, long n) { return load_halves(at + i, n); };
  };
  const auto floats = [](const Numbers& v) {
    return [at = (const float*)v.at](long i, long n) { return load_first(at + i, n); };
  };
  if (x.half && dy.half) run(halves(x), halves(dy));
  else if (x.half) run(halves(x), floats(dy));
  else if (dy.half) run(floats(x), halves(dy));
  else run(floats(x), floats(dy));
}

constexpr long AT_ONCE = 1 << 14;

/** Where a kernel's array starts at an element. */
Place part(const Call& call, int array, long at) { return Place{call.floats(array), call.half(array)}.from(at); }

/** x, y, count, activation, which are bf16. */
double activation(const Call& call) {
  const long count = call.whole(2);
  in_parts(count, AT_ONCE, [&](long from, long to) {
    activate((int)call.whole(3), part(call, 0, from), part(call, 1, from), to - from);
  });
  return 0;
}

/** x, dy, dx, count, activation, which are bf16. */
double activation_grad(const Call& call) {
  const long count = call.whole(3);
  in_parts(count, AT_ONCE, [&](long from, long to) {
    activate_grad((int)call.whole(4), part(call, 0, from), part(call, 1, from), part(call, 2, from), to - from);
  });
  return 0;
}

} // namespace

void activate(int activation, const Numbers& x, const Place& y, long count) {
  if (activation == NONE) return convert(x, y, count);
  with_activation(activation, [&](auto a) { forward<decltype(a)::value>(x, y, count); });
}

void activate_grad(int activation, const Numbers& x, const Numbers& dy, const Place& dx, long count) {
  if (activation == NONE) return convert(dy, dx, count);
  with_activation(activation, [&](auto a) { backward<decltype(a)::value>(x, dy, dx, count); });
}

extern const NamedKernel ACTIVATION_KERNELS[] = {{"activation", activation}, {"activationGrad", activation_grad}};
extern const KernelTable ACTIVATION_TABLE = table_of(ACTIVATION_KERNELS);

} // namespace LEVEL
