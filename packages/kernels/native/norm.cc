// Layer normalisation over the last axis, with or without a residual sum before it.
#include "kernels.h"
#include "parts.h"
#include "sums.h"

namespace LEVEL {
namespace {

constexpr long ROWS = 16;

/**
 * x, residual?, gain, bias, sum? (x + residual), y, mean, rstd, rows, columns, epsilon, which are bf16: x (where there
 * is a residual), y.
 */
double layer_norm(const Call& call) {
  const Numbers x = {call.floats(0), call.half(0)};
  const float *residual = call.floats(1), *gain = call.floats(2), *bias = call.floats(3);
  const Place y = {call.floats(5), call.half(5)};
  float *sum = call.floats(4), *mean = call.floats(6), *rstd = call.floats(7);
  const long rows = call.whole(8), columns = call.whole(9);
  const float epsilon = call.real(10);
  in_parts(rows, ROWS, [=](long first, long end) {
    for (long i = first; i < end; i++) {
      const Numbers given = x.from(i * columns);
      const float* row = (const float*)given.at;
      Vec total = zero();
      if (residual) {
        float* to = sum + i * columns;
        if (given.half) convert(given, {to, false}, columns);
        const float* from = given.half ? to : row;
        each_vec(columns, [&](long j, long n) {
          const Vec v = load_first(from + j, n) + load_first(residual + i * columns + j, n);
          store_first(to + j, v, n);
          total += v;
        });
        row = to;
      } else {
        each_vec(columns, [&](long j, long n) { total += load_first(row + j, n); });
      }
      const float centre = sum_of(total) / (float)columns;
      Vec squares = zero();
      each_vec(columns, [&](long j, long n) {
        Vec v = load_first(row + j, n) - centre;
        if (n < LANES) v = first_lanes(v, n);
        squares = fma(v, v, squares);
      });
      const float scale = 1 / sqrtf(sum_of(squares) / (float)columns + epsilon);
      mean[i] = centre;
      rstd[i] = scale;
      fill(y.from(i * columns), columns, [&](long j, long n) {
        const Vec hat = (load_first(row + j, n) - centre) * scale;
        return fma(hat, load_first(gain + j, n), load_first(bias + j, n));
      });
    }
  });
  return 0;
}

/** Rows whose parts of dgain and dbias are summed on their own; the parts are added up in order. */
constexpr long PART = 64;

/** x, gain, mean, rstd, dy, dsum?, dx, dgain, dbias, rows, columns, which are bf16: dy. */
double layer_norm_grad(const Call& call) {
  const float *x = call.floats(0), *gain = call.floats(1), *mean = call.floats(2), *rstd = call.floats(3);
  const Numbers dy = {call.floats(4), call.half(4)};
  const float* dsum = call.floats(5);
  float* dx = call.floats(6);
  const long rows = call.whole(9), columns = call.whole(10);
  const long parts = (rows + PART - 1) / PART;
  float* sums = common_space(PARTS, 2 * parts * columns + 1);
  parallel(parts, [=](long index, int) {
    float *dgain = sums + 2 * index * columns, *dbias = dgain + columns;
    memset(dgain, 0, sizeof(float) * 2 * (size_t)columns);
    for (long i = index * PART; i < least(rows, (index + 1) * PART); i++) {
      const Numbers given = dy.from(i * columns);
      if (given.half) convert(given, {dx + i * columns, false}, columns);
      const float *row = x + i * columns, *d = given.half ? dx + i * columns : (const float*)given.at;
      const float centre = mean[i], scale = rstd[i];
      Vec first = zero(), second = zero();
      each_vec(columns, [&](long j, long n) {
        const Vec hat = (load_first(row + j, n) - centre) * scale, slope = load_first(d + j, n);
        const Vec g = slope * load_first(gain + j, n);
        first += g;
        second = fma(g, hat, second);
        store_first(dgain + j, fma(slope, hat, load_first(dgain + j, n)), n);
        store_first(dbias + j, load_first(dbias + j, n) + slope, n);
      });
      const float a = sum_of(first) / (float)columns, b = sum_of(second) / (float)columns;
      each_vec(columns, [&](long j, long n) {
        const Vec hat = (load_first(row + j, n) - centre) * scale;
        Vec out = (load_first(d + j, n) * load_first(gain + j, n) - a - hat * b) * scale;
        if (dsum) out += load_first(dsum + i * columns + j, n);
        store_first(dx + i * columns + j, out, n);
      });
    }
  });
  // rows of parts are [dgain, dbias]: their sums lie side by side
  float* both = common_space(TOTALS, 2 * columns + 1);
  sum_rows({sums, false}, 2 * columns, parts, 2 * columns, both, false);
  memcpy(call.floats(7), both, sizeof(float) * (size_t)columns);
  memcpy(call.floats(8), both + columns, sizeof(float) * (size_t)columns);
  return 0;
}

} // namespace

extern const NamedKernel NORM_KERNELS[] = {{"layerNorm", layer_norm}, {"layerNormGrad", layer_norm_grad}};
extern const KernelTable NORM_TABLE = table_of(NORM_KERNELS);

} // namespace LEVEL
