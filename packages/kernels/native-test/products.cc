#include "oracle.h"

/** Rows, columns, depth: tiles that are full, short on every side, several blocks deep; nothing at all. */
static const long SIZES[][3] = {{1, 1, 1},     {3, 5, 7},      {14, 32, 16}, {7, 12, 9},   {33, 47, 95}, {29, 200, 600},
                                {130, 65, 37}, {70, 40, 1300}, {0, 3, 2},    {3, 2, 0}};

static void check_product(Check& check, long m, long n, long k, bool turn_a, bool turn_b, double tolerance) {
  const long count = 2;
  const Floats a = numbers(m * k, 1), b = numbers(count * k * n, 2); // the stack has one a
  Floats c((size_t)(count * m * n));
  check.run("batchMultiply", {place(a), place(b), place(c), count, (double)m, (double)n, (double)k, (double)turn_a,
                              (double)turn_b, 0, (double)(k * n)});
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

void check_products(Check& check) { check_all(check, 2e-6); }
void check_rounded_products(Check& check) { check_all(check, 1e-2); }
