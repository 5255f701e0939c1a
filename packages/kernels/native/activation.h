// Activations and their derivatives, element by element.
#pragma once
#include "half.h"

namespace LEVEL {

/** Numbers of the activations; the same in src/kernels/activation.ts. */
enum Activation { NONE = 0, RELU = 1, GELU = 2, GELU_TANH = 3, GELU_SIGMOID = 4 };

template <int N> struct Constant {
  static constexpr int value = N;
};
/** run(Constant<A>()) for an activation A. */
template <class Run> INLINE void with_activation(int activation, const Run& run) {
  switch (activation) {
    case RELU: return run(Constant<RELU>());
    case GELU: return run(Constant<GELU>());
    case GELU_TANH: return run(Constant<GELU_TANH>());
    case GELU_SIGMOID: return run(Constant<GELU_SIGMOID>());
    default: return run(Constant<NONE>());
  }
}

/** y = activation(x); may be x itself. */
void activate(int activation, const Numbers& x, const Place& y, long count);
/** dx = dy·activation'(x); may be x or dy itself. */
void activate_grad(int activation, const Numbers& x, const Numbers& dy, const Place& dx, long count);

/** 1/(1 + e^-x), which is a normal number however small x is. */
INLINE Vec sigmoid(Vec x) { return reciprocal(splat(1.f) + exp_of(smaller(splat(87.f), -x))); }

/** Error function: a polynomial in x² near 0, erfc as e^(-x²)·t·polynomial(t), t = 1/(1 + x/2), else. */
INLINE Vec erf_of(Vec x) {
  const Vec size = smaller(splat(10.f), size_of(x)); // from 4 on it is 1; a reciprocal is of a finite number
  const Vec square = x * x;
  Vec near = splat(-9.67359042e-06f);
  const float small[] = {0.000112682538f, -0.000848439653f, 0.00522105341f, -0.0268654383f,
                         0.112837826f,    -0.376126385f,    1.12837917f};
  for (float c : small) near = fma(near, square, splat(c));
  near *= x;
  const Vec t = reciprocal(fma(size, splat(0.5f), splat(1.f)));
  Vec tail = splat(0.0923567332f);
  const float large[] = {-0.222916652f, 0.0783546353f, 0.063712622f, 0.177744897f,
                         0.247192515f,  0.282012607f,  0.282099718f};
  for (float c : large) tail = fma(tail, t, splat(c));
  const Vec far = splat(1.f) - exp_of(-square) * t * tail;
  const Vec signed_far = x < zero() ? -far : far;
  return size < splat(1.f) ? near : signed_far;
}

constexpr float CUBIC = 0.044715f, TWO_ROOT_2_OVER_PI = 1.5957691216f, ROOT_HALF = 0.7071067812f;
constexpr float SLOPE = 1.702f, NORMAL_PEAK = 0.3989422804f;

template <int A> INLINE Vec activated(Vec x) {
  if (A == RELU) return larger(zero(), x); // in this order it keeps a NaN
  if (A == GELU) return splat(0.5f) * x * (splat(1.f) + erf_of(x * splat(ROOT_HALF)));
  // tanh form: (1 + tanh(u))/2 is sigmoid(2u)
  if (A == GELU_TANH) return x * sigmoid(x * TWO_ROOT_2_OVER_PI * fma(x * x, splat(CUBIC), splat(1.f)));
  if (A == GELU_SIGMOID) return x * sigmoid(x * SLOPE);
  return x;
}

template <int A> INLINE Vec derivative(Vec x) {
  if (A == RELU) return x > zero() ? splat(1.f) : zero();
  if (A == GELU) {
    const Vec cumulative = splat(0.5f) * (splat(1.f) + erf_of(x * splat(ROOT_HALF)));
    return cumulative + x * exp_of(x * x * -0.5f) * NORMAL_PEAK;
  }
  if (A == GELU_TANH) {
    const Vec square = x * x;
    const Vec s = sigmoid(x * TWO_ROOT_2_OVER_PI * fma(square, splat(CUBIC), splat(1.f)));
    const Vec slope = fma(square, splat(3 * CUBIC), splat(1.f)) * TWO_ROOT_2_OVER_PI;
    return s + x * s * (splat(1.f) - s) * slope;
  }
  if (A == GELU_SIGMOID) {
    const Vec s = sigmoid(x * SLOPE);
    return s + x * s * (splat(1.f) - s) * SLOPE;
  }
  return splat(1.f);
}

} // namespace LEVEL
