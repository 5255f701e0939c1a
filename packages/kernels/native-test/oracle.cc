#include "oracle.h"

/** Strict C++ has no M_PI: not every system lends it. */
static const double PI = acos(-1.0);

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

double activated(int activation, double x) {
  switch (activation) {
    case 1: return x > 0 ? x : 0;
    case 2: return 0.5 * x * (1 + erf(x / sqrt(2)));
    case 3: return 0.5 * x * (1 + tanh(sqrt(2 / PI) * (x + 0.044715 * x * x * x)));
    case 4: return x * sigmoid(1.702 * x);
    default: return x;
  }
}

double activation_slope(int activation, double x) {
  if (activation == 0) return 1;
  if (activation == 1) return x > 0;
  const double step = 1e-5;
  return (activated(activation, x + step) - activated(activation, x - step)) / (2 * step);
}

Doubles product(const View& a, const View& b, long m, long n, long k) {
  Doubles sums((size_t)(m * n));
  for (long i = 0; i < m; i++)
    for (long p = 0; p < k; p++)
      for (long j = 0; j < n; j++) sums[(size_t)(i * n + j)] += a(i, p) * b(p, j);
  return sums;
}

uint32_t random_word(uint64_t index, uint32_t seed, uint32_t step, uint32_t site, uint32_t stream) {
  uint32_t c[4] = {(uint32_t)(index / 4), (uint32_t)(index / 4 >> 32), step, stream};
  uint32_t key[2] = {seed, site};
  for (int round = 0; round < 10; round++) {
    const uint64_t a = (uint64_t)c[0] * 0xd2511f53u, b = (uint64_t)c[2] * 0xcd9e8d57u;
    const uint32_t turned[4] = {(uint32_t)(b >> 32) ^ c[1] ^ key[0], (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ key[1],
                                (uint32_t)a};
    memcpy(c, turned, sizeof c);
    key[0] += 0x9e3779b9u;
    key[1] += 0xbb67ae85u;
  }
  return c[index % 4];
}
