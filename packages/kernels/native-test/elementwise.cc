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
  check_copy(check);
  check_values(check);
}
