#include "check.h"

namespace {

double combined(int operation, double a, double b) {
  switch (operation) {
    case 0: return a + b;
    case 1: return a - b;
    case 2: return a * b;
    case 3: return a / b;
    case 4: return fmax(a, b);
    default: return fmin(a, b);
  }
}

/** a [rows, columns] with b [rows, columns], [columns] or [rows, 1]. */
void check_binary(Check& check, int operation, long rows, long columns, bool row, bool column) {
  const Floats a = numbers(rows * columns, 50);
  Floats b = numbers((row ? rows : 1) * (column ? columns : 1), 51), out(a.size());
  for (float& value : b) value += value < 0 ? -1 : 1; // away from 0
  const double down = row ? (column ? columns : 1) : 0, along = column;
  const Doubles walk = {2, (double)rows, (double)columns, (double)columns, 1, down, along};
  check.run("binary", {place(a), place(b), place(out), (double)operation, place(walk)});
  Doubles wanted;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++)
      wanted.push_back(combined(operation, a[(size_t)(i * columns + j)], b[(size_t)(i * (long)down + j * (long)along)]));
  check.near("binary", out, wanted, 1e-6);
}

double changed(int operation, double x) {
  switch (operation) {
    case 0: return -x;
    case 1: return exp(x);
    case 2: return sqrt(x);
    case 3: return 1 / sqrt(x);
    case 4: return x * x;
    case 5: return 1 / x;
    case 6: return tanh(x);
    case 7: return 1 / (1 + exp(-x));
    default: return fabs(x);
  }
}

void check_unary(Check& check, int operation, long count) {
  Floats x = numbers(count, 52), y((size_t)count);
  for (float& value : x) value = operation == 2 || operation == 3 || operation == 5 ? fabsf(value) + 0.1f : value * 4;
  check.run("unary", {place(x), place(y), (double)count, (double)operation});
  Doubles wanted;
  for (float value : x) wanted.push_back(changed(operation, value));
  check.near("unary", y, wanted, 1e-6);
}

Floats combined(const Check& check, int operation, const Floats& a, const Floats& b) {
  const double count = (double)a.size();
  const Doubles walk = {1, count, 1, 1};
  Floats out(a.size());
  check.run("binary", {place(a), place(b), place(out), (double)operation, place(walk)});
  return out;
}

Floats changed(const Check& check, int operation, const Floats& x) {
  Floats y(x.size());
  check.run("unary", {place(x), place(y), (double)x.size(), (double)operation});
  return y;
}

void check_special_numbers(Check& check) {
  const Floats numbers = {NAN, INFINITY, -INFINITY, 0, 1e30f, -1e30f};
  check.same("e^x", changed(check, 1, numbers), {NAN, INFINITY, 0, 1, INFINITY, 0});
  check.same("tanh", changed(check, 6, numbers), {NAN, 1, -1, 0, 1, -1});
  check.same("sigmoid", changed(check, 7, numbers), {NAN, 1, 0, 0.5f, 1, 0});
  check.same("size", changed(check, 8, numbers), {NAN, INFINITY, INFINITY, 0, 1e30f, 1e30f});
  check.same("size of zeros", changed(check, 8, {0, -0.f}), {0, 0});
  const Floats ones(numbers.size(), 1), larger = {NAN, INFINITY, 1, 1, 1e30f, 1};
  const Floats smaller = {NAN, 1, -INFINITY, 0, 1, -1e30f};
  check.same("larger", combined(check, 4, numbers, ones), larger);
  check.same("larger, turned", combined(check, 4, ones, numbers), larger);
  check.same("smaller", combined(check, 5, numbers, ones), smaller);
  check.same("smaller, turned", combined(check, 5, ones, numbers), smaller);
}

/** Where e^x is a normal number, it is one of the three floats around the exact value. */
void check_exponential(Check& check) {
  Floats x = numbers(20000, 56);
  for (float& value : x) value = value * 88 + 0.7f;
  const Floats y = changed(check, 1, x);
  double worst = 0;
  for (size_t i = 0; i < x.size(); i++) {
    const double wanted = exp((double)x[i]);
    worst = fmax(worst, fabs(y[i] - wanted) / ldexp(1, ilogb(wanted) - 23));
  }
  check.holds("e^x to 1.5 ulp", worst < 1.5);
}

/** Sum, mean and largest over the middle one of three axes. */
void check_reduce(Check& check, long outer, long count, long inner) {
  const Floats x = numbers(outer * count * inner, 53);
  for (int kind = 0; kind < 3; kind++) {
    Floats y((size_t)(outer * inner));
    check.run("reduce", {place(x), place(y), (double)outer, (double)count, (double)inner, (double)kind});
    Doubles wanted;
    for (long i = 0; i < outer * inner; i++) {
      double sum = 0, top = -INFINITY;
      for (long j = 0; j < count; j++) {
        const double value = x[(size_t)((i / inner * count + j) * inner + i % inner)];
        sum += value;
        top = fmax(top, value);
      }
      wanted.push_back(kind == 0 ? sum : kind == 1 ? sum / (double)count : top);
    }
    check.near("reduce", y, wanted, 2e-5);
  }
}

Floats reduced(const Check& check, const Floats& x, long outer, long count, long inner, int kind) {
  Floats y((size_t)(outer * inner), 7);
  check.run("reduce", {place(x), place(y), (double)outer, (double)count, (double)inner, (double)kind});
  return y;
}

/** The largest numbers of four, with a NaN at each place in turn; and what is made of no numbers. */
void check_special_reductions(Check& check) {
  for (size_t at = 0; at < 40; at++) {
    Floats x = numbers(40, 57);
    x[at] = NAN;
    check.holds("largest with NaN", isnan(reduced(check, x, 1, 40, 1, 2)[0]));
    const Floats columns = reduced(check, x, 1, 20, 2, 2);
    check.holds("largest of columns with NaN", isnan(columns[at % 2]) && !isnan(columns[1 - at % 2]));
  }
  for (long inner : {1L, 2L}) {
    const Floats zeros((size_t)(3 * inner)), none((size_t)(3 * inner), NAN);
    check.same("sum of nothing", reduced(check, {}, 3, 0, inner, 0), zeros);
    check.same("mean of nothing", reduced(check, {}, 3, 0, inner, 1), zeros);
    check.same("largest of nothing", reduced(check, {}, 3, 0, inner, 2), none);
  }
}

/** Long sums of equal numbers: in single precision every addition would err to the same side. */
void check_long_sums(Check& check) {
  const long count = 300000;
  const Floats x((size_t)(2 * count), 0.1f);
  const Doubles wanted(2, (double)count * 0.1f);
  check.near("long sums", reduced(check, x, 2, count, 1, 0), wanted, 5e-5);
  check.near("long sums of columns", reduced(check, x, 1, count, 2, 0), wanted, 5e-5);
}

void check_copy(Check& check) {
  const long a = 3, b = 5, c = 7;
  const Floats x = numbers(a * b * c, 54);
  Floats y(x.size());
  const Doubles walk = {3, (double)c, (double)a, (double)b, 1, (double)(b * c), (double)c, (double)(a * b), (double)b, 1};
  check.run("copy", {place(x), place(y), 4, place(walk)});
  Doubles wanted;
  for (long k = 0; k < c; k++)
    for (long i = 0; i < a; i++)
      for (long j = 0; j < b; j++) wanted.push_back(x[(size_t)((i * b + j) * c + k)]);
  check.near("transposed", y, wanted, 0);
  const std::vector<uint8_t> bytes = {1, 2, 3, 4, 5};
  std::vector<uint8_t> turned(5);
  const Doubles backwards = {1, 5, -1, 1};
  check.run("copy", {place(bytes) + 4, place(turned), 1, place(backwards)});
  check.holds("bytes backwards", turned == std::vector<uint8_t>{5, 4, 3, 2, 1});
}

void check_values(Check& check) {
  const Floats x = {-1.9f, 0, 2.9f};
  Integers whole(3), filled(3);
  std::vector<uint8_t> truth(3);
  Floats back(3), sevens(20001), sum(20001);
  check.run("cast", {place(x), place(whole), 3, 0, 1});
  check.run("cast", {place(x), place(truth), 3, 0, 2});
  check.run("cast", {place(whole), place(back), 3, 1, 0});
  check.holds("whole numbers", whole == Integers{-1, 0, 2});
  check.holds("truth", truth == std::vector<uint8_t>{1, 0, 1});
  check.near("back", back, {-1, 0, 2}, 0);
  check.run("fill", {place(sevens), (double)sevens.size(), 7, 0});
  check.run("fill", {place(filled), 3, -3, 1});
  check.holds("filled", filled == Integers{-3, -3, -3});
  check.run("fill", {place(filled), 3, 3e9, 1});
  check.holds("filled, modulo 2^32", filled == Integers(3, -1294967296));
  const Floats far = {NAN, INFINITY, -INFINITY, 3e9f, -3e9f, 1e20f, -2147483904.f, -2147483648.f};
  Integers near(far.size());
  check.run("cast", {place(far), place(near), (double)far.size(), 0, 1});
  check.holds("whole numbers, modulo 2^32",
              near == Integers{0, 0, 0, -1294967296, 1294967296, 0, 2147483392, INT32_MIN});
  const Floats other = numbers((long)sum.size(), 55);
  const Doubles list = {place(sevens), place(other), place(other)};
  check.run("addAll", {place(list), 3, place(sum), (double)sum.size()});
  Doubles wanted;
  for (float value : other) wanted.push_back(7 + 2.0 * value);
  check.near("sum of arrays", sum, wanted, 1e-6);
}

} // namespace

void check_elementwise(Check& check) {
  for (int operation = 0; operation < 6; operation++) {
    check_binary(check, operation, 1, 20001, true, true);
    check_binary(check, operation, 300, 67, true, true);
    check_binary(check, operation, 13, 5, false, true);
    check_binary(check, operation, 13, 5, true, false);
  }
  for (int operation = 0; operation < 9; operation++)
    for (long count : {1L, 21L, 20001L}) check_unary(check, operation, count);
  const long SIZES[][3] = {{1, 1, 1}, {1, 40000, 1}, {7, 33, 1}, {5, 9, 13}, {2, 3, 300}};
  for (const auto& [outer, count, inner] : SIZES) check_reduce(check, outer, count, inner);
  check_special_numbers(check);
  check_exponential(check);
  check_special_reductions(check);
  check_long_sums(check);
  check_copy(check);
  check_values(check);
}
