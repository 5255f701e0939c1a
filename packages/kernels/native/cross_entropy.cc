// Cross-entropy of logits, and of a linear layer's logits that never exist all at once.
#include "gemm.h"
#include "kernels.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Logits that exist at once, as long as that is at least FEWEST_ROWS rows. */
constexpr long LOGITS = 1 << 24, FEWEST_ROWS = 64;

struct Target {
  int32_t ignored;
  /** Probability wanted of the target, and of every other token. */
  float confidence, low;
  /** Subtracted from every row's loss. */
  float offset;
};

/** What a row's pass gives besides its loss. */
struct Row {
  float loss, lse;
};

/** Logits that stay in the first-level cache between their maximum and their exponentials. */
constexpr long RUN = 4096;

/** Largest of some logits, and their sum. */
void survey(const float* logits, long count, float* top, float* total) {
  Vec tops = splat(-INFINITY), totals = zero();
  each_vec(count, [&](long j, long n) {
    Vec v = load_first(logits + j, n);
    totals += v;
    if (n < LANES) for (long i = n; i < LANES; i++) v[i] = -INFINITY;
    tops = larger(tops, v);
  });
  *top = max_of(tops);
  *total = sum_of(totals);
}

/** Sum of e^(logit − top). */
float sum_exponentials(const float* logits, long count, float top) {
  Vec sums = zero();
  each_vec(count, [&](long j, long n) {
    const Vec e = exp_of(load_first(logits + j, n) - top);
    sums += n < LANES ? first_lanes(e, n) : e;
  });
  return sum_of(sums);
}

/**
 * Loss and log-sum-exp of a row; where there is a gradient (it may be the logits, as bf16 too), it becomes
 * scale·(softmax − wanted).
 */
Row row_of(const float* logits, long vocab, int32_t target, const Target& t, const Place& gradient, float scale) {
  float top = -INFINITY, sum = 0, all = 0;
  for (long at = 0; at < vocab; at += RUN) {
    const long count = least(RUN, vocab - at);
    float largest, total;
    survey(logits + at, count, &largest, &total);
    if (largest > top) {
      sum *= exp_of(splat(top - largest))[0];
      top = largest;
    }
    sum += sum_exponentials(logits + at, count, top == -INFINITY ? 0 : top);
    all += total;
  }
  const bool ignored = target == t.ignored;
  const float lse = top + logf(sum), hit = ignored ? 0 : logits[target];
  if (gradient.at) {
    const float spread = t.low * scale, share = exp_of(splat(hit - lse))[0];
    fill(gradient, vocab, [&](long j, long n) {
      return ignored ? zero() : exp_of(load_first(logits + j, n) - lse) * scale - spread;
    });
    if (!ignored) gradient.store(target, splat((share - t.confidence + t.low) * scale - spread), 1);
  }
  if (ignored) return {0, lse};
  const float wanted = (t.confidence - t.low) * hit + (t.low == 0 ? 0 : t.low * all);
  return {lse - wanted - t.offset, lse};
}

/** 1 + the place of the first target that is neither ignored nor in the vocabulary, or 0. */
long stray_target(const int32_t* targets, long rows, long vocab, int32_t ignored) {
  for (long i = 0; i < rows; i++)
    if (targets[i] != ignored && (targets[i] < 0 || targets[i] >= vocab)) return i + 1;
  return 0;
}

/**
 * logits [rows, vocab], targets, losses? [rows], lse? [rows], dlogits? [rows, vocab], scale? [rows],
 * rows, vocab, ignored, confidence, low, offset. Returns 1 + the place of a stray target.
 */
double cross_entropy(const Call& call) {
  const float* logits = call.floats(0);
  const int32_t* targets = call.integers(1);
  float *losses = call.floats(2), *lse = call.floats(3), *gradient = call.floats(4), *scale = call.floats(5);
  const long rows = call.whole(6), vocab = call.whole(7);
  const Target t = {(int32_t)call.whole(8), call.real(9), call.real(10), call.real(11)};
  if (const long stray = stray_target(targets, rows, vocab, t.ignored)) return (double)stray;
  parallel(rows, [=](long i, int) {
    const Place to = {gradient ? gradient + i * vocab : nullptr, false};
    const Row row = row_of(logits + i * vocab, vocab, targets[i], t, to, gradient ? scale[i] : 0);
    if (losses) losses[i] = row.loss;
    if (lse) lse[i] = row.lse;
  });
  return 0;
}

/**
 * x [rows, width], weight [vocab, width], bias? [vocab], targets, losses? [rows], lse? [rows],
 * dx? [rows, width], dweight, dbias, scale? [rows], rows, width, vocab, ignored, confidence, low,
 * offset, which are bf16: x, dx. With dx the gradients are made too. Returns 1 + the place of a stray target.
 */
double linear_cross_entropy(const Call& call) {
  const Numbers x = {call.floats(0), call.half(0)};
  const float *weight = call.floats(1), *bias = call.floats(2);
  const int32_t* targets = call.integers(3);
  float *losses = call.floats(4), *lse = call.floats(5);
  const Place dx = {call.floats(6), call.half(6)};
  float *dweight = call.floats(7), *dbias = call.floats(8), *scale = call.floats(9);
  const long rows = call.whole(10), width = call.whole(11), vocab = call.whole(12);
  const Target t = {(int32_t)call.whole(13), call.real(14), call.real(15), call.real(16)};
  if (const long stray = stray_target(targets, rows, vocab, t.ignored)) return (double)stray;
  const long chunk = least(rows, most(FEWEST_ROWS, LOGITS / most(1, vocab)));
  float* logits = common_space(MADE, chunk * vocab + LANES);
  const bool half = call.half(6);
  if (rows == 0 && dweight) memset(dweight, 0, sizeof(float) * (size_t)(vocab * width));
  if (rows == 0 && dbias) memset(dbias, 0, sizeof(float) * (size_t)vocab);
  Extras extras, adding;
  extras.bias = bias;
  for (long at = 0; at < rows; at += chunk) {
    const long count = least(chunk, rows - at);
    const Numbers part = x.from(at * width);
    multiply(count, vocab, width, rows_of(part, width), turned(weight, width), {logits, false}, vocab, extras);
    parallel(count, [=](long i, int) {
      float* row = logits + i * vocab;
      const Place to = {dx.at ? row : nullptr, half}; // in place: bf16 are written behind what has been read
      const Row done = row_of(row, vocab, targets[at + i], t, to, dx.at ? scale[at + i] : 0);
      if (losses) losses[at + i] = done.loss;
      if (lse) lse[at + i] = done.lse;
      if (dx.at && half) ((Half*)row)[vocab] = 0;
    });
    if (!dx.at) continue;
    const Numbers slopes = {logits, half};
    const long stride = half ? 2 * vocab : vocab;
    Matrix rows = rows_of(slopes, stride);
    rows.padded = true;
    multiply(count, width, vocab, rows, rows_of(weight, width), dx.from(at * width), width);
    adding.accumulate = at > 0;
    multiply(vocab, width, count, turned(slopes, stride), rows_of(part, width), {dweight, false}, width, adding);
    if (dbias) sum_rows(slopes, stride, count, vocab, dbias, at > 0);
  }
  return 0;
}

/** x [rows, columns], y, rows, columns: softmax of the rows. */
double softmax(const Call& call) {
  const float* x = call.floats(0);
  float* y = call.floats(1);
  const long rows = call.whole(2), columns = call.whole(3);
  parallel(rows, [=](long i, int) {
    const float *from = x + i * columns;
    float* to = y + i * columns;
    Vec tops = splat(-INFINITY), sums = zero();
    each_vec(columns, [&](long j, long n) {
      Vec v = load_first(from + j, n);
      if (n < LANES) for (long k = n; k < LANES; k++) v[k] = -INFINITY;
      tops = larger(tops, v);
    });
    const float top = max_of(tops);
    each_vec(columns, [&](long j, long n) {
      const Vec e = exp_of(load_first(from + j, n) - top);
      store_first(to + j, e, n);
      sums += n < LANES ? first_lanes(e, n) : e;
    });
    const float factor = 1 / sum_of(sums);
    each_vec(columns, [&](long j, long n) { store_first(to + j, load_first(to + j, n) * factor, n); });
  });
  return 0;
}

} // namespace

extern const NamedKernel CROSS_ENTROPY_KERNELS[] = {
    {"crossEntropy", cross_entropy}, {"linearCrossEntropy", linear_cross_entropy}, {"softmax", softmax}};
extern const KernelTable CROSS_ENTROPY_TABLE = table_of(CROSS_ENTROPY_KERNELS);

} // namespace LEVEL
