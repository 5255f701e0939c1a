// Arithmetic with broadcasting, reductions and strided copies: the stock operations around the heavy ones.
#include "kernels.h"
#include "half.h"
#include "parts.h"
#include "sums.h"

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
    case MAX: return a != a ? a : larger(a, b);
    default: return a != a ? a : smaller(a, b);
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
    in_parts(inner, AT_ONCE, [=](long from, long to) {
      run(a + from * a_step, a_step, b + from * b_step, b_step, out + from, to - from);
    });
    return 0;
  }
  in_parts(walk.outer, most(1, AT_ONCE / most(1, inner)), [=, &walk](long first, long end) {
    for (long i = first; i < end; i++)
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
  in_parts(walk.outer, most(1, AT_ONCE / most(1, inner)), [=, &walk](long first, long end) {
    for (long i = first; i < end; i++)
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
    default: return size_of(x);
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
  in_parts(count, AT_ONCE, [=](long from, long to) { change(call.floats(0) + from, call.floats(1) + from, to - from); });
  return 0;
}

/** What a reduction starts from: the largest of no numbers is NaN. */
float start_of(int kind, long count) { return kind != LARGEST ? 0 : count > 0 ? -INFINITY : NAN; }

/** Sum or largest of a run, by lanes. */
float reduce_run(const float* x, long count, int kind) {
  Vec all = splat(start_of(kind, count));
  each_vec(count, [&](long i, long n) {
    Vec v = load_first(x + i, n);
    if (kind == LARGEST) {
      if (n < LANES) for (long j = n; j < LANES; j++) v[j] = -INFINITY;
      all = combine<MAX>(all, v);
    } else {
      all += v;
    }
  });
  return kind == LARGEST ? max_of(all) : sum_of(all);
}

/** Long runs in chunks, so that the threads share them; the sums of chunks are added up in double precision. */
void reduce_long_runs(const float* x, long runs, long count, int kind, float factor, float* y) {
  const long chunks = (count + AT_ONCE - 1) / AT_ONCE;
  float* parts = common_space(PARTS, runs * chunks + 1);
  parallel(runs * chunks, [=](long index, int) {
    const long i = index / chunks, at = index % chunks * AT_ONCE;
    parts[index] = reduce_run(x + i * count + at, least(AT_ONCE, count - at), kind);
  });
  for (long i = 0; i < runs; i++, parts += chunks) {
    double total = 0;
    for (long j = 0; j < chunks; j++) total += parts[j];
    y[i] = kind == LARGEST ? reduce_run(parts, chunks, kind) : (float)total * factor;
  }
}

/** y [columns] = y combined with rows, from the first to the last. */
template <int OP> void fold(const float* x, long rows, long row, float* y, long columns) {
  for (long i = 0; i < rows; i++)
    each_vec(columns, [&](long j, long n) {
      store_first(y + j, combine<OP>(load_first(y + j, n), load_first(x + i * row + j, n)), n);
    });
}

/** Columns that are reduced at once, and rows whose sums are taken in single precision and then added up in double. */
constexpr long WIDE = 16 * LANES, RUN = 1024;

void reduce_columns(const float* x, long rows, long row, int kind, float factor, float* y, long columns) {
  double totals[WIDE];
  for (long j = 0; j < columns; j++) y[j] = start_of(kind, rows), totals[j] = 0;
  if (kind == LARGEST) return fold<MAX>(x, rows, row, y, columns);
  for (long i = 0; i < rows; i += RUN) {
    memset(y, 0, sizeof(float) * (size_t)columns);
    fold<ADD>(x + i * row, least(RUN, rows - i), row, y, columns);
    for (long j = 0; j < columns; j++) totals[j] += y[j];
  }
  for (long j = 0; j < columns; j++) y[j] = (float)totals[j] * factor;
}

/** x [outer, count, inner] → y [outer, inner]; x, y, outer, count, inner, kind. */
double reduce(const Call& call) {
  const float* x = call.floats(0);
  float* y = call.floats(1);
  const long outer = call.whole(2), count = call.whole(3), inner = call.whole(4);
  const int kind = (int)call.whole(5);
  const float factor = kind == MEAN ? 1 / (float)most(1, count) : 1;
  if (inner == 1 && count > AT_ONCE) {
    reduce_long_runs(x, outer, count, kind, factor, y);
    return 0;
  }
  if (inner == 1) {
    in_parts(outer, most(1, AT_ONCE / most(1, count)), [=](long first, long end) {
      for (long i = first; i < end; i++) y[i] = reduce_run(x + i * count, count, kind) * factor;
    });
    return 0;
  }
  const long strips = (inner + WIDE - 1) / WIDE;
  parallel(outer * strips, [=](long index, int) {
    const long from = index % strips * WIDE, width = least(WIDE, inner - from);
    const long at = index / strips;
    reduce_columns(x + at * count * inner + from, count, inner, kind, factor, y + at * inner + from, width);
  });
  return 0;
}

/** As JavaScript makes whole numbers of 32 bits: without the fraction, modulo 2^32; 0 of what is not finite. */
int32_t whole_of(double value) {
  if (fabs(value) < 0x1p31) return (int32_t)value;
  if (!(fabs(value) < INFINITY)) return 0;
  const double whole = trunc(value);
  return (int32_t)(uint32_t)(whole - floor(whole * 0x1p-32) * 0x1p32);
}

/** x, y, count, from dtype, to dtype (0 float32, 1 int32, 2 bool). */
double cast(const Call& call) {
  const long count = call.whole(2);
  const int from = (int)call.whole(3), to = (int)call.whole(4);
  for (long i = 0; i < count; i++) {
    const double value = from == 0 ? call.floats(0)[i] : from == 1 ? call.integers(0)[i] : call.bytes(0)[i];
    if (to == 0) call.floats(1)[i] = (float)value;
    else if (to == 1) call.integers(1)[i] = whole_of(value);
    else call.bytes(1)[i] = value != 0;
  }
  return 0;
}

/** to, count, value, dtype. */
double fill(const Call& call) {
  const long count = call.whole(1);
  const int dtype = (int)call.whole(3);
  in_parts(count, AT_ONCE, [=](long from, long to) {
    const int32_t whole = dtype == 1 ? whole_of(call.numbers[2]) : 0;
    if (dtype == 0) for (long i = from; i < to; i++) call.floats(0)[i] = call.real(2);
    else if (dtype == 1) for (long i = from; i < to; i++) call.integers(0)[i] = whole;
    else for (long i = from; i < to; i++) call.bytes(0)[i] = call.numbers[2] != 0;
  });
  return 0;
}

/** List of addresses, how many, out, count: the sum of several arrays. */
double add_all(const Call& call) {
  const double* list = call.doubles(0);
  const long arrays = call.whole(1), count = call.whole(3);
  float* out = call.floats(2);
  in_parts(count, AT_ONCE, [=](long from, long to) {
    const long size = to - from;
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
extern const KernelTable ELEMENTWISE_TABLE = table_of(ELEMENTWISE_KERNELS);

} // namespace LEVEL
