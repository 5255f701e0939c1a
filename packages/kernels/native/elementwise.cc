// Arithmetic with broadcasting, reductions and strided copies: the stock operations around the heavy ones.
#include "kernels.h"
#include "half.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Numbers of the operations; the same in src/kernels/arithmetic.ts. */
enum Binary { ADD, SUB, MUL, DIV, MAX, MIN };
enum Unary { NEG, EXP, SQRT, RSQRT, SQUARE, RECIPROCAL, TANH, SIGMOID, ABS };
enum Reduction { SUM, MEAN, LARGEST };

constexpr long AT_ONCE = 1 << 14;
constexpr int MOST_AXES = 8;

template <int OP> INLINE Vec combine(Vec a, Vec b) {
  switch (OP) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return a / b;
    case MAX: return larger(a, b);
    default: return smaller(a, b);
  }
}

template <int OP> void run(const float* a, long a_step, const float* b, long b_step, float* out, long count) {
  each_vec(count, [&](long i, long n) {
    const Vec x = a_step ? load_first(a + i, n) : splat(*a), y = b_step ? load_first(b + i, n) : splat(*b);
    store_first(out + i, combine<OP>(x, y), n);
  });
}

typedef void (*Run)(const float*, long, const float*, long, float*, long);
constexpr Run RUNS[] = {run<ADD>, run<SUB>, run<MUL>, run<DIV>, run<MAX>, run<MIN>};

/** Extents and strides of some arrays that are walked together; the last axis is walked by the caller. */
struct Walk {
  int axes;
  long extents[MOST_AXES], strides[2][MOST_AXES];
  long outer;

  Walk(const double* numbers) {
    axes = (int)numbers[0];
    outer = 1;
    for (int i = 0; i < axes; i++) {
      extents[i] = (long)numbers[1 + i];
      strides[0][i] = (long)numbers[1 + axes + i];
      strides[1][i] = (long)numbers[1 + 2 * axes + i];
      if (i < axes - 1) outer *= extents[i];
    }
  }
  long inner() const { return extents[axes - 1]; }
  /** Where row `index` of the outer axes starts in an array. */
  long start(long index, int array) const {
    long at = 0;
    for (int i = axes - 2; i >= 0; i--) {
      at += index % extents[i] * strides[array][i];
      index /= extents[i];
    }
    return at;
  }
};

/** a, b, out, operation, walk (axes, extents, strides of a, strides of b; the last stride is 0 or 1). */
double binary(const Call& call) {
  const Walk walk(call.doubles(4));
  const Run run = RUNS[call.whole(3)];
  const float *a = call.floats(0), *b = call.floats(1);
  float* out = call.floats(2);
  const long inner = walk.inner();
  const long a_step = walk.strides[0][walk.axes - 1], b_step = walk.strides[1][walk.axes - 1];
  if (walk.outer == 1) {
    parallel((inner + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
      const long at = index * AT_ONCE;
      run(a + at * a_step, a_step, b + at * b_step, b_step, out + at, least(AT_ONCE, inner - at));
    });
    return 0;
  }
  const long rows = most(1, AT_ONCE / most(1, inner));
  parallel((walk.outer + rows - 1) / rows, [=, &walk](long index, int) {
    for (long i = index * rows; i < least(walk.outer, (index + 1) * rows); i++)
      run(a + walk.start(i, 0), a_step, b + walk.start(i, 1), b_step, out + i * inner, inner);
  });
  return 0;
}

template <class T> void copy_run(const T* from, long from_step, T* to, long to_step, long count) {
  if (from_step == 1 && to_step == 1) {
    memcpy(to, from, sizeof(T) * (size_t)count);
  } else {
    for (long i = 0; i < count; i++) to[i * to_step] = from[i * from_step];
  }
}

template <class T> void copy_all(const T* from, T* to, const Walk& walk) {
  const long inner = walk.inner();
  const long from_step = walk.strides[0][walk.axes - 1], to_step = walk.strides[1][walk.axes - 1];
  const long rows = most(1, AT_ONCE / most(1, inner));
  parallel((walk.outer + rows - 1) / rows, [=, &walk](long index, int) {
    for (long i = index * rows; i < least(walk.outer, (index + 1) * rows); i++)
      copy_run(from + walk.start(i, 0), from_step, to + walk.start(i, 1), to_step, inner);
  });
}

/** from, to, bytes of an element (1, 2 or 4), walk (axes, extents, strides of from, strides of to). */
double copy(const Call& call) {
  const Walk walk(call.doubles(3));
  if (call.whole(2) == 1) copy_all(call.bytes(0), call.bytes(1), walk);
  else if (call.whole(2) == 2) copy_all((const Half*)call.integers(0), (Half*)call.integers(1), walk);
  else copy_all(call.integers(0), call.integers(1), walk);
  return 0;
}

/** A polynomial near 0, where 1 − 2/(e^2x + 1) would cancel. */
INLINE Vec tanh_of(Vec x) {
  const Vec square = x * x;
  Vec near = splat(-0.0088632355f);
  const float factors[] = {0.0218694885f, -0.0539682540f, 0.1333333333f, -0.3333333333f};
  for (float c : factors) near = fma(near, square, splat(c));
  near = fma(near * square, x, x);
  const Vec far = splat(1.f) - splat(2.f) / (exp_of(x + x) + splat(1.f));
  return square < splat(0.09f) ? near : far;
}

template <int OP> INLINE Vec change(Vec x) {
  switch (OP) {
    case NEG: return -x;
    case EXP: return exp_of(x);
    case SQRT: return root(x);
    case RSQRT: return splat(1.f) / root(x);
    case SQUARE: return x * x;
    case RECIPROCAL: return splat(1.f) / x;
    case TANH: return tanh_of(x);
    case SIGMOID: return splat(1.f) / (splat(1.f) + exp_of(-x));
    default: return larger(x, -x);
  }
}

template <int OP> void change_all(const float* x, float* y, long count) {
  each_vec(count, [&](long i, long n) { store_first(y + i, change<OP>(load_first(x + i, n)), n); });
}

typedef void (*Change)(const float*, float*, long);
constexpr Change CHANGES[] = {change_all<NEG>,        change_all<EXP>,  change_all<SQRT>,
                              change_all<RSQRT>,      change_all<SQUARE>, change_all<RECIPROCAL>,
                              change_all<TANH>,       change_all<SIGMOID>, change_all<ABS>};

/** x, y, count, operation. */
double unary(const Call& call) {
  const long count = call.whole(2);
  const Change change = CHANGES[call.whole(3)];
  parallel((count + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
    const long at = index * AT_ONCE;
    change(call.floats(0) + at, call.floats(1) + at, least(AT_ONCE, count - at));
  });
  return 0;
}

/** Sum or largest of a run, by lanes. */
float reduce_run(const float* x, long count, int kind) {
  Vec all = splat(kind == LARGEST ? -INFINITY : 0.f);
  each_vec(count, [&](long i, long n) {
    Vec v = load_first(x + i, n);
    if (kind == LARGEST) {
      if (n < LANES) for (long j = n; j < LANES; j++) v[j] = -INFINITY;
      all = larger(all, v);
    } else {
      all += v;
    }
  });
  return kind == LARGEST ? max_of(all) : sum_of(all);
}

/** A long run in chunks, so that the threads share it; their sums are added up in double precision. */
float reduce_long_run(const float* x, long count, int kind) {
  const long chunks = (count + AT_ONCE - 1) / AT_ONCE;
  float* parts = common_space(2, chunks + 1);
  parallel(chunks, [=](long i, int) { parts[i] = reduce_run(x + i * AT_ONCE, least(AT_ONCE, count - i * AT_ONCE), kind); });
  if (kind == LARGEST) return reduce_run(parts, chunks, kind);
  double total = 0;
  for (long i = 0; i < chunks; i++) total += parts[i];
  return (float)total;
}

/** x [outer, count, inner] → y [outer, inner]; x, y, outer, count, inner, kind. */
double reduce(const Call& call) {
  const float* x = call.floats(0);
  float* y = call.floats(1);
  const long outer = call.whole(2), count = call.whole(3), inner = call.whole(4);
  const int kind = (int)call.whole(5);
  const float factor = kind == MEAN ? 1 / (float)most(1, count) : 1;
  if (inner == 1 && outer == 1 && count > AT_ONCE) {
    y[0] = reduce_long_run(x, count, kind) * factor;
    return 0;
  }
  if (inner == 1) {
    const long rows = most(1, AT_ONCE / most(1, count));
    parallel((outer + rows - 1) / rows, [=](long index, int) {
      for (long i = index * rows; i < least(outer, (index + 1) * rows); i++) y[i] = reduce_run(x + i * count, count, kind) * factor;
    });
    return 0;
  }
  constexpr long WIDE = 16 * LANES;
  const long strips = (inner + WIDE - 1) / WIDE;
  parallel(outer * strips, [=](long index, int) {
    const long from = index % strips * WIDE, width = least(WIDE, inner - from);
    const float* rows = x + index / strips * count * inner + from;
    float* to = y + index / strips * inner + from;
    for (long j = 0; j < width; j++) to[j] = kind == LARGEST ? -INFINITY : 0;
    for (long i = 0; i < count; i++)
      each_vec(width, [&](long j, long n) {
        const Vec v = load_first(rows + i * inner + j, n), so_far = load_first(to + j, n);
        store_first(to + j, kind == LARGEST ? larger(so_far, v) : so_far + v, n);
      });
    if (kind == MEAN) for (long j = 0; j < width; j++) to[j] *= factor;
  });
  return 0;
}

/** x, y, count, from dtype, to dtype (0 float32, 1 int32, 2 bool). */
double cast(const Call& call) {
  const long count = call.whole(2);
  const int from = (int)call.whole(3), to = (int)call.whole(4);
  for (long i = 0; i < count; i++) {
    const double value = from == 0 ? call.floats(0)[i] : from == 1 ? call.integers(0)[i] : call.bytes(0)[i];
    if (to == 0) call.floats(1)[i] = (float)value;
    else if (to == 1) call.integers(1)[i] = (int32_t)(int64_t)value;
    else call.bytes(1)[i] = value != 0;
  }
  return 0;
}

/** to, count, value, dtype. */
double fill(const Call& call) {
  const long count = call.whole(1);
  const int dtype = (int)call.whole(3);
  parallel((count + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
    const long from = index * AT_ONCE, to = least(count, from + AT_ONCE);
    if (dtype == 0) for (long i = from; i < to; i++) call.floats(0)[i] = call.real(2);
    else if (dtype == 1) for (long i = from; i < to; i++) call.integers(0)[i] = (int32_t)call.whole(2);
    else for (long i = from; i < to; i++) call.bytes(0)[i] = call.numbers[2] != 0;
  });
  return 0;
}

/** List of addresses, how many, out, count: the sum of several arrays. */
double add_all(const Call& call) {
  const double* list = call.doubles(0);
  const long arrays = call.whole(1), count = call.whole(3);
  float* out = call.floats(2);
  parallel((count + AT_ONCE - 1) / AT_ONCE, [=](long index, int) {
    const long from = index * AT_ONCE, size = least(AT_ONCE, count - from);
    const auto array = [=](long a) { return (const float*)(uintptr_t)list[a] + from; };
    run<ADD>(array(0), 1, array(1), 1, out + from, size);
    for (long a = 2; a < arrays; a++) run<ADD>(out + from, 1, array(a), 1, out + from, size);
  });
  return 0;
}

} // namespace

extern const NamedKernel ELEMENTWISE_KERNELS[] = {{"binary", binary}, {"copy", copy}, {"unary", unary},
                                                  {"reduce", reduce}, {"cast", cast}, {"fill", fill},
                                                  {"addAll", add_all}};
extern const KernelTable ELEMENTWISE_TABLE = {ELEMENTWISE_KERNELS, 7};

} // namespace LEVEL
