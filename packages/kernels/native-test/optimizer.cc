#include "check.h"

void check_optimizer(Check& check) {
  const long SIZES[] = {1, 7, 33000, 100};
  const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, step = 0.01, factor = 1.5;
  const Floats scale = {0.5f};
  Floats params[4], grads[4], first[4], second[4];
  Doubles list, sizes, wanted[4];
  double squares = 0;
  for (int t = 0; t < 4; t++) {
    const uint32_t salt = 32 + 4 * (uint32_t)t;
    params[t] = numbers(SIZES[t], salt), grads[t] = numbers(SIZES[t], salt + 1), first[t] = numbers(SIZES[t], salt + 2);
    second[t] = numbers(SIZES[t], salt + 3);
    for (float& value : second[t]) value = fabsf(value);
    const double decay = 0.1 * t;
    for (double number : {place(params[t]), place(grads[t]), place(first[t]), place(second[t]), (double)SIZES[t], decay})
      list.push_back(number);
    for (double number : {place(grads[t]), 0., 0., 0., (double)SIZES[t], 0.}) sizes.push_back(number);
    for (size_t i = 0; i < params[t].size(); i++) {
      const double g = grads[t][i] * 0.5, m = beta1 * first[t][i] + (1 - beta1) * g;
      const double v = beta2 * second[t][i] + (1 - beta2) * g * g;
      wanted[t].push_back(params[t][i] * (1 - decay) - step * m / (sqrt(v) * factor + epsilon));
      squares += (double)grads[t][i] * grads[t][i];
    }
  }
  const double norm = check.run("globalNorm", {place(sizes), 4});
  check.near("global norm", {(float)norm}, {sqrt(squares)}, 1e-6);
  const double same = check.run("adamUpdate", {place(list), 4, place(scale), beta1, beta2, epsilon, step, factor});
  check.holds("the norm on the way is the same to the bit", same == norm);
  for (int t = 0; t < 4; t++) check.near("parameters", params[t], wanted[t], 1e-6);
}
