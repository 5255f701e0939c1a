#include "activation.h"
#include "kernels.h"
#include "threads.h"

namespace LEVEL {
namespace {

template <int A> void forward(const float* x, float* y, long count) {
  long i = 0;
  if (x != y && (uintptr_t)y % sizeof(Vec) == 0)
    for (; i + LANES <= count; i += LANES) stream(y + i, activated<A>(load(x + i)));
  for (; i + LANES <= count; i += LANES) store(y + i, activated<A>(load(x + i)));
  if (i < count) store_part(y + i, activated<A>(load_part(x + i, count - i)), count - i);
}

template <int A> void backward(const float* x, const float* dy, float* dx, long count) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) store(dx + i, load(dy + i) * derivative<A>(load(x + i)));
  if (i < count) {
    const Vec d = load_part(dy + i, count - i) * derivative<A>(load_part(x + i, count - i));
    store_part(dx + i, d, count - i);
  }
}

constexpr long AT_ONCE = 1 << 14;

/** x, y, count, activation. */
double activation(const Call& call) {
  const long count = call.whole(2);
  parallel((count + AT_ONCE - 1) / AT_ONCE, [&](long index, int) {
    const long at = index * AT_ONCE;
    activate((int)call.whole(3), call.floats(0) + at, call.floats(1) + at, least(AT_ONCE, count - at));
  });
  return 0;
}

/** x, dy, dx, count, activation. */
double activation_grad(const Call& call) {
  const long count = call.whole(3);
  parallel((count + AT_ONCE - 1) / AT_ONCE, [&](long index, int) {
    const long at = index * AT_ONCE;
    activate_grad((int)call.whole(4), call.floats(0) + at, call.floats(1) + at, call.floats(2) + at,
                  least(AT_ONCE, count - at));
  });
  return 0;
}

} // namespace

void activate(int activation, const float* x, float* y, long count) {
  switch (activation) {
    case RELU: return forward<RELU>(x, y, count);
    case GELU: return forward<GELU>(x, y, count);
    case GELU_TANH: return forward<GELU_TANH>(x, y, count);
    case GELU_SIGMOID: return forward<GELU_SIGMOID>(x, y, count);
    default: memmove(y, x, sizeof(float) * (size_t)count);
  }
}

void activate_grad(int activation, const float* x, const float* dy, float* dx, long count) {
  switch (activation) {
    case RELU: return backward<RELU>(x, dy, dx, count);
    case GELU: return backward<GELU>(x, dy, dx, count);
    case GELU_TANH: return backward<GELU_TANH>(x, dy, dx, count);
    case GELU_SIGMOID: return backward<GELU_SIGMOID>(x, dy, dx, count);
    default: memmove(dx, dy, sizeof(float) * (size_t)count);
  }
}

extern const NamedKernel ACTIVATION_KERNELS[] = {{"activation", activation}, {"activationGrad", activation_grad}};
extern const KernelTable ACTIVATION_TABLE = {ACTIVATION_KERNELS, 2};

} // namespace LEVEL
