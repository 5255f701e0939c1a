// Vectors of floats for the level a file is compiled for: 16 lanes (AVX-512), 8 (AVX2 + FMA) or
// 4 (NEON, WebAssembly, and portable: whatever the compiler makes of it). GCC's and clang's vector extensions do the arithmetic.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(NEON)
#include <arm_neon.h>
#endif

#define INLINE static inline __attribute__((always_inline))
/** For functions that only ask for memory: gcc takes them for such that do nothing where it does not inline them first. */
#define ALWAYS inline __attribute__((always_inline))

namespace LEVEL {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX2__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float Vec __attribute__((vector_size(4 * LANES)));
typedef float LooseVec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t IntVec __attribute__((vector_size(4 * LANES)));
typedef uint32_t WordVec __attribute__((vector_size(4 * LANES)));

INLINE Vec load(const float* p) { return *(const LooseVec*)p; }
INLINE void store(float* p, Vec v) { *(LooseVec*)p = v; }
/** Stores past the caches, for what is not read again soon; p is aligned to the vector. */
INLINE void stream(float* p, Vec v) {
#if defined(__AVX512F__)
  _mm512_stream_ps(p, (__m512)v);
#elif defined(__AVX2__)
  _mm256_stream_ps(p, (__m256)v);
#else
  store(p, v);
#endif
}
INLINE Vec splat(float x) {
  Vec v = x - (Vec){};
#if defined(__wasm__)
  // clang would write a constant down again in every round of a loop, and V8 then makes it in every round
  if (__builtin_constant_p(x)) asm("" : "+r"(v));
#endif
  return v;
}
INLINE Vec zero() { return (Vec){}; }

/** a·b + c, in one rounding where the level has it. */
INLINE Vec fma(Vec a, Vec b, Vec c) {
#if defined(__AVX512F__)
  return (Vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__)
  return (Vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(NEON)
  return (Vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#elif defined(__wasm_relaxed_simd__)
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}

/** Where one of them is NaN: b. */
INLINE Vec larger(Vec a, Vec b) {
#if defined(__AVX512F__)
  return (Vec)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__wasm__)
  return __builtin_wasm_pmax_f32x4(b, a);
#else
  return a > b ? a : b;
#endif
}

/** Where one of them is NaN: b. */
INLINE Vec smaller(Vec a, Vec b) {
#if defined(__AVX512F__)
  return (Vec)_mm512_min_ps((__m512)a, (__m512)b);
#elif defined(__wasm__)
  return __builtin_wasm_pmin_f32x4(b, a);
#else
  return a < b ? a : b;
#endif
}

/** |a|: without the sign, of 0 and NaN too. */
INLINE Vec size_of(Vec a) { return (Vec)((WordVec)a & 0x7fffffffu); }

INLINE Vec root(Vec a) {
#if defined(__AVX512F__)
  return (Vec)_mm512_sqrt_ps((__m512)a);
#elif defined(__AVX2__)
  return (Vec)_mm256_sqrt_ps((__m256)a);
#elif defined(NEON)
  return (Vec)vsqrtq_f32((float32x4_t)a);
#else
  for (int i = 0; i < LANES; i++) a[i] = sqrtf(a[i]);
  return a;
#endif
}

typedef float Four __attribute__((vector_size(16)));

/** Sum of the lanes, by halves: one fixed order. */
INLINE float sum_of(Vec v) {
#if defined(__AVX512F__)
  return _mm512_reduce_add_ps((__m512)v);
#elif defined(__AVX2__)
  const Four f = __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
  return (f[0] + f[2]) + (f[1] + f[3]);
#else
  return (v[0] + v[2]) + (v[1] + v[3]);
#endif
}

/** Largest of the lanes; NaN where one of them is. */
INLINE float max_of(Vec v) {
#if defined(__AVX512F__)
  if (_mm512_cmp_ps_mask((__m512)v, (__m512)v, _CMP_UNORD_Q)) return NAN;
  return _mm512_reduce_max_ps((__m512)v);
#else
  float top = v[0];
  for (int i = 1; i < LANES; i++) top = v[i] <= top || top != top ? top : v[i];
  return top;
#endif
}

/** The first `count` lanes of memory, 0 in the others. */
INLINE Vec load_part(const float* p, long count) {
  float lanes[LANES] = {};
  memcpy(lanes, p, sizeof(float) * (size_t)count);
  return load(lanes);
}

INLINE void store_part(float* p, Vec v, long count) {
  float lanes[LANES];
  store(lanes, v);
  memcpy(p, lanes, sizeof(float) * (size_t)count);
}

#if defined(__AVX512F__)
/**
 * e^x to 1.1 ulp: 2^n·2^f, where n is x·log2(e) rounded and f what that leaves, with log2(e) in two parts. 0 below the
 * least normal number: numbers between these take the processor far longer. NaN of NaN.
 */
INLINE Vec exp_of(Vec x) {
  const __mmask16 normal = _mm512_cmp_ps_mask((__m512)x, (__m512)splat(-87.3f), _CMP_NLT_UQ);
  x = smaller(splat(89.f), x); // in this order it keeps a NaN
  const Vec n = (Vec)_mm512_roundscale_ps((__m512)(x * 1.44269504f), 0);
  const Vec f = fma(x, splat(1.92596299e-8f), fma(x, splat(1.44269504f), -n));
  Vec p = splat(1.5461448e-4f);
  p = fma(p, f, splat(1.33908669e-3f));
  p = fma(p, f, splat(9.61805694e-3f));
  p = fma(p, f, splat(5.55035695e-2f));
  p = fma(p, f, splat(2.40226507e-1f));
  p = fma(p, f, splat(6.93147182e-1f));
  p = fma(p, f, splat(1.f));
  return (Vec)_mm512_maskz_scalef_ps(normal, (__m512)p, (__m512)n);
}
#else
/** e^x to 1.3 ulp; 0 below the least normal number, infinite above the largest, NaN of NaN. */
INLINE Vec exp_of(Vec x) {
  const Vec shifted = fma(x, splat(1.44269504f), splat(12582912.f)); // 1.5 * 2^23: rounds to an integer
  const Vec n = shifted - splat(12582912.f);
  Vec r = fma(n, splat(-0.693145751953125f), x);
  r = fma(n, splat(-1.42860682e-6f), r);
  Vec p = splat(1.98756915e-4f);
  p = fma(p, r, splat(1.39819995e-3f));
  p = fma(p, r, splat(8.33345205e-3f));
  p = fma(p, r, splat(4.16657962e-2f));
  p = fma(p, r, splat(1.66666657e-1f));
  p = fma(p, r, splat(5.00000012e-1f));
  p = fma(p, r * r, r + splat(1.f));
  const Vec result = (Vec)((WordVec)p + ((WordVec)shifted << 23));
  const Vec bounded = x <= splat(88.72283f) ? result : x * splat(INFINITY);
  return x < splat(-87.3f) ? zero() : bounded;
}
#endif

/** 1/x to 1.5 ulp, for finite x of at least 1. */
INLINE Vec reciprocal(Vec x) {
#if defined(__AVX512F__)
  const Vec guess = (Vec)_mm512_rcp14_ps((__m512)x);
  return guess * fma(-x, guess, splat(2.f));
#else
  return splat(1.f) / x;
#endif
}

/** The first `count` lanes, 0 in the others. */
INLINE Vec first_lanes(Vec v, long count) {
  float lanes[LANES];
  store(lanes, v);
  for (long i = count; i < LANES; i++) lanes[i] = 0;
  return load(lanes);
}

INLINE Vec load_first(const float* p, long count) { return count == LANES ? load(p) : load_part(p, count); }
INLINE void store_first(float* p, Vec v, long count) {
  if (count == LANES) store(p, v);
  else store_part(p, v, count);
}

/** run(start, lanes) for every vector of a row; only the last may be short. */
template <class Run> INLINE void each_vec(long count, const Run& run) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) run(i, (long)LANES);
  if (i < count) run(i, count - i);
}

INLINE constexpr long round_up(long value, long step) { return (value + step - 1) / step * step; }
INLINE long least(long a, long b) { return a < b ? a : b; }
INLINE long most(long a, long b) { return a > b ? a : b; }

} // namespace LEVEL
