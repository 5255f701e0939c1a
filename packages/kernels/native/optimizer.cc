// One pass over all parameters: Adam's update and the global norm.
#include "kernels.h"
#include "simd.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Elements of a task; sums of it are part of the definition of the result. */
constexpr long CHUNK = 1 << 15;

/** Elements whose squares are summed in single precision; and how far ahead memory is asked for. */
constexpr long RUN = 4096, AHEAD = 512;

/** What a list of tensors says of one of them. */
constexpr int FIELDS = 6;

/** Where the size of a tensor stands in its entry. */
constexpr int SIZE = 4;

/**
 * Runs over all tensors in chunks: run(entry, from, count). What it returns of every chunk is added up in double
 * precision, in their order.
 */
template <class Run> double each_chunk(const double* list, long count, const Run& run) {
  const auto chunks_of = [](const double* entry) { return ((long)entry[SIZE] + CHUNK - 1) / CHUNK; };
  long total = 0;
  for (long t = 0; t < count; t++) total += chunks_of(list + t * FIELDS);
  double* parts = (double*)common_space(PARTS, 2 * total + 2);
  parallel(total, [=](long index, int) {
    const double* entry = list;
    long chunk = index;
    for (; chunk >= chunks_of(entry); entry += FIELDS) chunk -= chunks_of(entry);
    const long at = chunk * CHUNK;
    parts[index] = run(entry, at, least(CHUNK, (long)entry[SIZE] - at));
  });
  double sum = 0;
  for (long i = 0; i < total; i++) sum += parts[i];
  return sum;
}

/**
 * work(i, lanes, sum) for every vector of a chunk, which may add to the sum. Returns the sum: in single precision over a
 * run, in double precision over runs.
 */
template <class Work> double each_run(long count, const Work& work) {
  double sum = 0;
  for (long at = 0; at < count; at += RUN) {
    Vec part = zero();
    each_vec(least(RUN, count - at), [&](long i, long n) { work(at + i, n, part); });
    sum += sum_of(part);
  }
  return sum;
}

float* array(double address) { return (float*)(uintptr_t)address; }

/**
 * List of (param, grad, m, v, size, decay), count, gradScale?, beta1, beta2, epsilon, stepSize, denomScale. Returns the
 * gradients' global norm before they are scaled.
 */
double adam_update(const Call& call) {
  const float scale = call.floats(2) ? *call.floats(2) : 1;
  const float beta1 = call.real(3), beta2 = call.real(4), epsilon = call.real(5);
  const float rest1 = (float)(1 - call.numbers[3]), rest2 = (float)(1 - call.numbers[4]);
  const float step = call.real(6), factor = call.real(7);
  const double squares = each_chunk(call.doubles(0), call.whole(1), [=](const double* entry, long at, long count) {
    float *param = array(entry[0]) + at, *m = array(entry[2]) + at, *v = array(entry[3]) + at;
    const float* grad = array(entry[1]) + at;
    const float kept = (float)(1 - entry[5]);
    return each_run(count, [&](long i, long n, Vec& sum) {
      const float* all[] = {grad, m, v, param};
      for (const float* each : all) __builtin_prefetch(each + i + AHEAD, 0, 2);
      // all is read before anything is written: places a multiple of 4 KiB apart would wait for each other
      const Vec given = load_first(grad + i, n), old = load_first(param + i, n);
      const Vec g = given * scale;
      const Vec first = fma(g, splat(rest1), load_first(m + i, n) * beta1);
      const Vec second = fma(g * g, splat(rest2), load_first(v + i, n) * beta2);
      const Vec direction = first / fma(root(second), splat(factor), splat(epsilon));
      sum = fma(given, given, sum);
      store_first(m + i, first, n);
      store_first(v + i, second, n);
      store_first(param + i, old * kept - direction * step, n);
    });
  });
  return sqrt(squares);
}

/** List of (tensor, 0, 0, 0, size, 0), count. Returns the root of the sum of squares. */
double global_norm(const Call& call) {
  return sqrt(each_chunk(call.doubles(0), call.whole(1), [](const double* entry, long at, long count) {
    const float* x = array(entry[0]) + at;
    return each_run(count, [=](long i, long n, Vec& sum) {
      const Vec v = load_first(x + i, n);
      sum = fma(v, v, sum);
    });
  }));
}

} // namespace

extern const NamedKernel OPTIMIZER_KERNELS[] = {{"adamUpdate", adam_update}, {"globalNorm", global_norm}};
extern const KernelTable OPTIMIZER_TABLE = table_of(OPTIMIZER_KERNELS);

} // namespace LEVEL
