#include "oracle.h"

/** Rows, columns, depth: tiles that are full, short on every side, several blocks deep; nothing at all; a few rows. */
static const long SIZES[][3] = {{1, 1, 1},     {3, 5, 7},      {14, 32, 16}, {7, 12, 9},   {33, 47, 95}, {29, 200, 600},
                                {130, 65, 37}, {70, 40, 1300}, {0, 3, 2},    {3, 2, 0},
                                {2, 2100, 70}, {3, 77, 9},     {4, 1100, 70}, {5, 77, 45}};

static void check_product(Check& check, long m, long n, long k, bool turn_a, bool turn_b, double tolerance) {
  const long count = 2;
  const Floats a = numbers(m * k, 1), b = numbers(count * k * n, 2); // the stack has one a
  Floats c((size_t)(count * m * n));
  check.run("batchMultiply", {place(a), place(b), place(c), count, (double)m, (double)n, (double)k, (double)turn_a,
                              (double)turn_b, 0, (double)(k * n), 0});
  const View left = turn_a ? View{a, 1, m} : View{a, k, 1};
  Doubles wanted;
  for (long i = 0; i < count; i++) {
    const Floats part(b.begin() + i * k * n, b.begin() + (i + 1) * k * n);
    const Doubles sums = product(left, turn_b ? View{part, 1, k} : View{part, n, 1}, m, n, k);
    wanted.insert(wanted.end(), sums.begin(), sums.end());
  }
  check.near("product", c, wanted, tolerance);
}

static void check_all(Check& check, double tolerance) {
  for (const auto& [m, n, k] : SIZES)
    for (int turn = 0; turn < 4; turn++) check_product(check, m, n, k, turn & 1, turn & 2, tolerance);
}

/** Numbers that bf16 holds. */
static Floats short_numbers(long count, uint32_t salt) {
  Floats values = numbers(count, salt);
  for (float& value : values) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits &= 0xffff0000u;
    memcpy(&value, &bits, sizeof bits);
  }
  return values;
}

static Floats multiplied(const Check& check, const Floats& a, const Floats& b, long m, long n, long k) {
  Floats c((size_t)(m * n));
  check.run("batchMultiply", {place(a), place(b), place(c), 1, (double)m, (double)n, (double)k, 0, 0, 0, 0, 0});
  return c;
}

/** With operands that bf16 holds what is left are the errors of sums, at every level within these bounds. */
static void check_sums(Check& check, long m, long n, long k) {
  Floats a = short_numbers(m * k, 3), b = short_numbers(k * n, 4);
  const Floats c = multiplied(check, a, b, m, n, k);
  const Doubles wanted = product({a, k, 1}, {b, n, 1}, m, n, k);
  for (float& value : a) value = fabsf(value);
  for (float& value : b) value = fabsf(value);
  const Doubles sizes = product({a, k, 1}, {b, n, 1}, m, n, k);
  bool within = true;
  for (size_t i = 0; i < c.size(); i++)
    within = within && fabs(c[i] - wanted[i]) <= ldexp((double)(k / 2 + 2), -23) * sizes[i];
  check.holds("bounds of sums of bf16", within);
}

/** Rows that are infinite, no number, and too small for a normal float32. */
static void check_special_numbers(Check& check) {
  const long m = 16, n = 16, k = 32;
  const Floats b((size_t)(k * n), 1);
  Floats a((size_t)(m * k), 1);
  a[0] = INFINITY;
  a[k + 5] = NAN;
  for (long p = 0; p < k; p++) a[(size_t)(2 * k + p)] = 1e-39f;
  const Floats c = multiplied(check, a, b, m, n, k);
  for (size_t j = 0; j < (size_t)n; j++) {
    check.holds("infinite", c[j] == INFINITY);
    check.holds("no number", isnan(c[n + j]));
    check.holds("tiny", c[2 * n + j] >= 0 && c[2 * n + j] <= 33e-39f);
    check.holds("others", c[3 * n + j] == k);
  }
}

void check_products(Check& check) { check_all(check, 2e-6); }

void check_rounded_products(Check& check) {
  check_all(check, 1e-2);
  for (const auto& [m, n, k] : SIZES) check_sums(check, m, n, k);
  check_special_numbers(check);
}
