#include "oracle.h"

static void check_layer(Check& check, long m, long n, long k, int activation, bool biased) {
  const Floats x = numbers(m * k, 3), weight = numbers(k * n, 4), bias = numbers(biased ? n : 0, 5);
  Floats pre((size_t)(m * n)), y(activation ? (size_t)(m * n) : 0);
  const double sizes[] = {(double)m, (double)n, (double)k, (double)activation};
  check.run("linear", {place(x), place(weight), place(bias), place(pre), place(y), sizes[0], sizes[1], sizes[2], sizes[3], 0});
  Doubles wanted = product(View{x, k, 1}, View{weight, n, 1}, m, n, k), active;
  for (long i = 0; biased && i < m * n; i++) wanted[(size_t)i] += bias[(size_t)(i % n)];
  check.near("linear", pre, wanted, 3e-6);
  if (activation)
    for (double value : wanted) active.push_back(activated(activation, value));
  check.near("linear, activated", y, active);

  const Floats dy = numbers(m * n, 6);
  Floats dx((size_t)(m * k), 7), dweight((size_t)(k * n), 7), dbias((size_t)n, 7), slopes;
  check.run("linearGrad", {place(x), place(weight), place(dy), place(pre), place(dx), place(dweight), place(dbias),
                           sizes[0], sizes[1], sizes[2], sizes[3], 0});
  for (size_t i = 0; i < dy.size(); i++) slopes.push_back((float)(dy[i] * activation_slope(activation, pre[i])));
  Doubles sums((size_t)n);
  for (size_t i = 0; i < slopes.size(); i++) sums[i % (size_t)n] += slopes[i];
  check.near("dx", dx, product(View{slopes, n, 1}, View{weight, 1, n}, m, k, n));
  check.near("dweight", dweight, product(View{x, 1, k}, View{slopes, n, 1}, k, n, m));
  check.near("dbias", dbias, sums);
}

void check_linear(Check& check) {
  for (int activation = 0; activation < ACTIVATIONS; activation++) {
    check_layer(check, 5, 7, 3, activation, true);
    check_layer(check, 37, 70, 29, activation, activation % 2 == 0);
  }
  check_layer(check, 1, 1, 1, 0, true);
  for (int activation : {0, 3}) {
    check_layer(check, 0, 3, 4, activation, true);
    check_layer(check, 2, 0, 4, activation, true);
    check_layer(check, 2, 3, 0, activation, true);
  }
  for (long rows = 1; rows <= 4; rows++) check_layer(check, rows, 70, 29, 3, true);
  check_layer(check, 130, 300, 65, 2, true);
}

static void check_special_numbers(Check& check) {
  const Floats x = {NAN, INFINITY, 1e30f};
  for (int activation = 1; activation < ACTIVATIONS; activation++) {
    Floats y(x.size());
    check.run("activation", {place(x), place(y), (double)x.size(), (double)activation, 0});
    check.same("activation", y, x);
  }
}

/** An activation of numbers and its derivative. */
static void check_activation(Check& check, int activation, const Floats& x) {
  const Floats dy = numbers((long)x.size(), 8);
  Floats y(x.size()), dx(x.size());
  check.run("activation", {place(x), place(y), (double)x.size(), (double)activation, 0});
  check.run("activationGrad", {place(x), place(dy), place(dx), (double)x.size(), (double)activation, 0});
  Doubles wanted, slopes;
  for (size_t i = 0; i < x.size(); i++) {
    wanted.push_back(activated(activation, x[i]));
    slopes.push_back(dy[i] * activation_slope(activation, x[i]));
  }
  check.near("activation", y, wanted, 1e-6);
  check.near("slope", dx, slopes, 2e-6);
}

void check_activations(Check& check) {
  check_special_numbers(check);
  for (int activation = 0; activation < ACTIVATIONS; activation++)
    for (long count : {1L, 15L, 70L, 20000L}) {
      Floats x = numbers(count, 7);
      for (float& value : x) value *= 8;
      check_activation(check, activation, x);
    }
  // far out exponentials have no room: what is left is 0, and what is kept is whole
  for (int activation = 0; activation < ACTIVATIONS; activation++) {
    check_activation(check, activation, {60, 90, 200, 1e3f, 1e4f});
    if (activation > 0) check_activation(check, activation, {-30, -60, -90, -200, -1e3f, -1e4f});
  }
}
