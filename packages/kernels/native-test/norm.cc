#include "check.h"

static void check_rows(Check& check, long rows, long columns, bool residual) {
  const double sizes[] = {(double)rows, (double)columns}, epsilon = 1e-5;
  const size_t count = (size_t)(rows * columns), width = (size_t)columns;
  const Floats x = numbers(rows * columns, 9), other = numbers(residual ? rows * columns : 0, 10);
  const Floats gain = numbers(columns, 11), bias = numbers(columns, 12);
  Floats sum(residual ? count : 0), y(count), mean((size_t)rows), rstd((size_t)rows);
  check.run("layerNorm", {place(x), place(other), place(gain), place(bias), place(sum), place(y), place(mean),
                          place(rstd), sizes[0], sizes[1], epsilon, 0});
  const Floats dy = numbers(rows * columns, 13), dsum = numbers(residual ? rows * columns : 0, 14);
  Floats dx(count), dgain(width, 7), dbias(width, 7);
  check.run("layerNormGrad", {place(residual ? sum : x), place(gain), place(mean), place(rstd), place(dy), place(dsum),
                              place(dx), place(dgain), place(dbias), sizes[0], sizes[1], 0});
  Doubles sums(residual ? count : 0), wanted(count), slopes(count), gains(width), biases(width);
  for (size_t row = 0; row < (size_t)rows; row++) {
    Doubles v(width);
    double centre = 0, spread = 0, first = 0, second = 0;
    for (size_t j = 0; j < width; j++) {
      v[j] = x[row * width + j] + (residual ? other[row * width + j] : 0.0);
      if (residual) sums[row * width + j] = v[j];
      centre += v[j] / (double)columns;
    }
    for (double value : v) spread += (value - centre) * (value - centre) / (double)columns;
    const double scale = 1 / sqrt(spread + epsilon);
    for (size_t j = 0; j < width; j++) {
      const size_t at = row * width + j;
      const double hat = (v[j] - centre) * scale;
      wanted[at] = hat * gain[j] + bias[j];
      gains[j] += dy[at] * hat;
      biases[j] += dy[at];
      first += dy[at] * gain[j] / (double)columns;
      second += dy[at] * gain[j] * hat / (double)columns;
    }
    for (size_t j = 0; j < width; j++) {
      const size_t at = row * width + j;
      slopes[at] = (dy[at] * gain[j] - first - (v[j] - centre) * scale * second) * scale + (residual ? dsum[at] : 0.0);
    }
  }
  check.near("sum", sum, sums, 1e-7);
  check.near("norm", y, wanted);
  check.near("dx", dx, slopes, 3e-5);
  check.near("dgain", dgain, gains);
  check.near("dbias", dbias, biases);
}

void check_norm(Check& check) {
  const long SIZES[][2] = {{0, 5}, {1, 2}, {5, 7}, {17, 33}, {70, 130}, {200, 48}};
  for (const auto& [rows, columns] : SIZES)
    for (bool residual : {false, true}) check_rows(check, rows, columns, residual);
}
