// One pass over all parameters: Adam's update and the global norm.
#include "kernels.h"
#include "simd.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Elements of a task; sums of it are part of the definition of the result. */
constexpr long CHUNK = 1 << 15;

/** What a list of tensors says of one of them. */
constexpr int FIELDS = 6;

/** Runs over all tensors in chunks; the sizes stand at `size_field` of every entry. */
template <class Run> void each_chunk(const double* list, long count, int size_field, const Run& run) {
  long total = 0;
  for (long t = 0; t < count; t++) total += ((long)list[t * FIELDS + size_field] + CHUNK - 1) / CHUNK;
  parallel(total, [=](long index, int) {
    const double* entry = list;
    long chunk = index;
    for (;; entry += FIELDS) {
      const long chunks = ((long)entry[size_field] + CHUNK - 1) / CHUNK;
      if (chunk < chunks) break;
      chunk -= chunks;
    }
    const long at = chunk * CHUNK;
    run(entry, at, least(CHUNK, (long)entry[size_field] - at), index);
  });
}

float* array(double address) { return (float*)(uintptr_t)address; }

/** List of (param, grad, m, v, size, decay), count, gradScale?, beta1, beta2, epsilon, stepSize, denomScale. */
double adam_update(const Call& call) {
  const float scale = call.floats(2) ? *call.floats(2) : 1;
  const float beta1 = call.real(3), beta2 = call.real(4), epsilon = call.real(5);
  const float rest1 = (float)(1 - call.numbers[3]), rest2 = (float)(1 - call.numbers[4]);
  const float step = call.real(6), factor = call.real(7);
  each_chunk(call.doubles(0), call.whole(1), 4, [=](const double* entry, long at, long count, long) {
    float *param = array(entry[0]) + at, *m = array(entry[2]) + at, *v = array(entry[3]) + at;
    const float* grad = array(entry[1]) + at;
    const float kept = (float)(1 - entry[5]);
    each_vec(count, [&](long i, long n) {
      const Vec g = load_first(grad + i, n) * scale;
      const Vec first = fma(g, splat(rest1), load_first(m + i, n) * beta1);
      const Vec second = fma(g * g, splat(rest2), load_first(v + i, n) * beta2);
      const Vec direction = first / fma(root(second), splat(factor), splat(epsilon));
      store_first(m + i, first, n);
      store_first(v + i, second, n);
      store_first(param + i, load_first(param + i, n) * kept - direction * step, n);
    });
  });
  return 0;
}

/** List of (tensor, 0, 0, 0, size, 0), count. Returns the root of the sum of squares. */
double global_norm(const Call& call) {
  const double* list = call.doubles(0);
  const long count = call.whole(1);
  long total = 0;
  for (long t = 0; t < count; t++) total += ((long)list[t * FIELDS + 4] + CHUNK - 1) / CHUNK;
  double* parts = (double*)common_space(2, 2 * total + 2);
  each_chunk(list, count, 4, [=](const double* entry, long at, long n, long index) {
    constexpr long RUN = 4096; // in single precision
    double sum = 0;
    const float* x = array(entry[0]) + at;
    for (long i = 0; i < n; i += RUN) sum += dot(x + i, x + i, least(RUN, n - i));
    parts[index] = sum;
  });
  double squares = 0;
  for (long i = 0; i < total; i++) squares += parts[i];
  return sqrt(squares);
}

} // namespace

extern const NamedKernel OPTIMIZER_KERNELS[] = {{"adamUpdate", adam_update}, {"globalNorm", global_norm}};
extern const KernelTable OPTIMIZER_TABLE = {OPTIMIZER_KERNELS, 2};

} // namespace LEVEL
