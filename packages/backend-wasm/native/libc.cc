// The few functions of C's library that the kernels call and the compiler does not make instructions of.
#include <stddef.h>
#include <stdint.h>

extern "C" {

/** Through double precision: x = m·2^e with m near 1, log m = 2·atanh((m − 1)/(m + 1)). */
float logf(float given) {
  const double x = given;
  if (!(x > 0)) return x == 0 ? -__builtin_inff() : __builtin_nanf("");
  if (x > 3.5e38) return given; // infinity
  int64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  constexpr int64_t ROOT_HALF = 0x3fe6a09e667f3bcd; // what m starts from
  const int64_t exponent = (bits - ROOT_HALF) >> 52;
  bits -= exponent << 52;
  double m;
  __builtin_memcpy(&m, &bits, sizeof m);
  const double t = (m - 1) / (m + 1), square = t * t; // square < 0.0295
  double sum = 0;
  for (int k = 13; k > 0; k -= 2) sum = sum * square + 1.0 / k;
  return (float)((double)exponent * 0.69314718055994530942 + 2 * t * sum);
}

double fmax(double a, double b) {
  if (a != a) return b;
  return a < b ? b : a;
}

void* memchr(const void* from, int value, size_t count) {
  const unsigned char* bytes = (const unsigned char*)from;
  for (size_t i = 0; i < count; i++)
    if (bytes[i] == (unsigned char)value) return (void*)(bytes + i);
  return nullptr;
}
}
