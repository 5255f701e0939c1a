// Kernels whose arrays are stored as bf16 give what they give of the same numbers in float32, rounded where they store.
#include "check.h"

typedef std::vector<uint16_t> Halves;

/** A number's place between two of bf16 is 2^-8 of it wide; sums in another order are 2^-20 off. */
static constexpr double ONE_ROUNDING = 1 / 256.0, NONE = 1e-6;

static Floats widened(const Halves& halves) {
  Floats values(halves.size());
  for (size_t i = 0; i < halves.size(); i++) {
    const uint32_t bits = (uint32_t)halves[i] << 16;
    memcpy(&values[i], &bits, sizeof bits);
  }
  return values;
}

/** Numbers that bf16 holds. */
static Halves halves(long count, uint32_t salt) {
  Halves values;
  for (const float value : numbers(count, salt)) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    values.push_back((uint16_t)(bits >> 16));
  }
  return values;
}

static Halves space(long count) { return Halves((size_t)count); }

static void compare(Check& check, const char* what, const Halves& got, const Floats& wanted) {
  check.near(what, widened(got), Doubles(wanted.begin(), wanted.end()), ONE_ROUNDING);
}

static void compare(Check& check, const char* what, const Floats& got, const Floats& wanted) {
  check.near(what, got, Doubles(wanted.begin(), wanted.end()), NONE);
}

static void check_layer(Check& check, long m, long n, long k, double activation) {
  const double rows = (double)m, columns = (double)n, depth = (double)k;
  const Halves x = halves(m * k, 1), dy = halves(m * n, 2);
  const Floats wide_x = widened(x), wide_dy = widened(dy), weight = numbers(k * n, 3), bias = numbers(n, 4);
  Halves pre = space(m * n), y = pre, dx = space(m * k);
  Floats wide_pre((size_t)(m * n)), wide_y = wide_pre, wide_dx((size_t)(m * k));
  const auto active = [=](double address) { return activation == 0 ? 0 : address; };
  check.run("linear", {place(x), place(weight), place(bias), place(pre), active(place(y)), rows, columns, depth, activation, 9});
  check.run("linear", {place(wide_x), place(weight), place(bias), place(wide_pre), active(place(wide_y)), rows, columns,
                       depth, activation, 0});
  compare(check, "linear", pre, wide_pre);
  compare(check, "linear, activated", y, wide_y);

  wide_pre = widened(pre);
  Floats dweight((size_t)(k * n)), dbias((size_t)n), other_dweight = dweight, other_dbias = dbias;
  check.run("linearGrad", {place(x), place(weight), place(dy), place(pre), place(dx), place(dweight), place(dbias), rows,
                           columns, depth, activation, 29});
  check.run("linearGrad", {place(wide_x), place(weight), place(wide_dy), place(wide_pre), place(wide_dx),
                           place(other_dweight), place(other_dbias), rows, columns, depth, activation, 0});
  compare(check, "dx", dx, wide_dx);
  compare(check, "dweight", dweight, other_dweight);
  check.near("dbias", dbias, Doubles(other_dbias.begin(), other_dbias.end()), ONE_ROUNDING); // slopes may be rounded before
}

/** Rows whose matrix alone is bf16: as it lies, and turned. */
static void check_rows(Check& check, long m, long n, long k) {
  const double rows = (double)m, columns = (double)n, depth = (double)k;
  const Halves matrix = halves(k * n, 1);
  const Floats wide = widened(matrix), x = numbers(m * k, 2), bias = numbers(n, 3);
  Floats y((size_t)(m * n)), other = y;
  check.run("linear", {place(x), place(matrix), place(bias), place(y), 0, rows, columns, depth, 0, 2});
  check.run("linear", {place(x), place(wide), place(bias), place(other), 0, rows, columns, depth, 0, 0});
  compare(check, "rows", y, other);
  check.run("batchMultiply", {place(x), place(matrix), place(y), 1, rows, columns, depth, 0, 1, 0, 0, 2});
  check.run("batchMultiply", {place(x), place(wide), place(other), 1, rows, columns, depth, 0, 1, 0, 0, 0});
  compare(check, "rows times a turned matrix", y, other);
}

/** Causal; masked: of these pairs every third. */
static void check_attended(Check& check, double queries, double heads, double width, bool masked) {
  const long row = (long)(heads * width), count = (long)queries * row;
  const Halves q = halves(count, 5), k = halves(count, 6), v = halves(count, 7), dy = halves(count, 8);
  const Floats wide_q = widened(q), wide_k = widened(k), wide_v = widened(v), wide_dy = widened(dy);
  Integers from((size_t)queries), to;
  for (int32_t i = 1; i <= (int32_t)queries; i++) to.push_back(i);
  std::vector<uint8_t> pairs;
  for (int32_t value : integers((long)(queries * queries), 3, 17)) pairs.push_back(value == 0);
  const Sight sight = masked ? sight_of(pairs, 1, (long)queries, (long)queries) : Sight();
  const double numbers = place(sight.numbers), tiles = place(sight.tiles);
  Halves out = space(count), dq = out, dk = out, dv = out;
  Floats wide_out((size_t)count), wide_dq = wide_out, wide_dk = wide_out, wide_dv = wide_out;
  Floats lse((size_t)(queries * heads)), other_lse = lse;
  const double far = (double)row;
  check.run("attention", {place(q), place(k), place(v), place(out), place(lse), far, far, far, 1, queries, queries, heads,
                          width, 0.3, place(from), place(to), numbers, tiles, 1, 0, 0, 0, 0, 0, 0, 0, 15});
  check.run("attention", {place(wide_q), place(wide_k), place(wide_v), place(wide_out), place(other_lse), far, far, far, 1,
                          queries, queries, heads, width, 0.3, place(from), place(to), numbers, tiles, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  compare(check, "attention", out, wide_out);
  compare(check, "lse", lse, other_lse);

  check.run("attentionGrad", {place(q), place(k), place(v), place(lse), place(dy), place(dq), place(dk), place(dv),
                              far, far, far, far, far, far, 1, queries, queries, heads, width, 0.3, place(from), place(to),
                              numbers, tiles, 1, 0, 0, 0, 0, 0, 0, 0, 247});
  check.run("attentionGrad", {place(wide_q), place(wide_k), place(wide_v), place(lse), place(wide_dy),
                              place(wide_dq), place(wide_dk), place(wide_dv), far, far, far, far, far, far, 1, queries,
                              queries, heads, width, 0.3, place(from), place(to), numbers, tiles, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  compare(check, "dq", dq, wide_dq);
  compare(check, "dk", dk, wide_dk);
  compare(check, "dv", dv, wide_dv);
}

static void check_normalized(Check& check, long rows, long columns) {
  const long count = rows * columns;
  const Halves x = halves(count, 9), dy = halves(count, 10);
  const Floats wide_x = widened(x), wide_dy = widened(dy), residual = numbers(count, 11);
  const Floats gain = numbers(columns, 12), bias = numbers(columns, 13);
  Halves y = space(count);
  Floats wide_y((size_t)count), sum = wide_y, dx = wide_y, other_dx = wide_y, mean((size_t)rows), rstd = mean;
  Floats dgain((size_t)columns), dbias = dgain, other_dgain = dgain, other_dbias = dgain;
  const double sizes[] = {(double)rows, (double)columns};
  check.run("layerNorm", {place(wide_x), place(residual), place(gain), place(bias), place(sum), place(wide_y), place(mean),
                          place(rstd), sizes[0], sizes[1], 1e-5, 0});
  check.run("layerNorm", {place(x), place(residual), place(gain), place(bias), place(sum), place(y), place(mean), place(rstd),
                          sizes[0], sizes[1], 1e-5, 33});
  compare(check, "norm", y, wide_y);
  check.run("layerNormGrad", {place(sum), place(gain), place(mean), place(rstd), place(dy), place(residual), place(dx),
                              place(dgain), place(dbias), sizes[0], sizes[1], 16});
  check.run("layerNormGrad", {place(sum), place(gain), place(mean), place(rstd), place(wide_dy), place(residual),
                              place(other_dx), place(other_dgain), place(other_dbias), sizes[0], sizes[1], 0});
  compare(check, "norm's dx", dx, other_dx);
  compare(check, "dgain", dgain, other_dgain);
}

static void check_loss(Check& check, long rows, long width, long vocab) {
  const Halves x = halves(rows * width, 14);
  const Floats wide_x = widened(x), weight = numbers(vocab * width, 15);
  const Integers targets = integers(rows, (int32_t)vocab, 16);
  Floats losses((size_t)rows), lse = losses, scale((size_t)rows, 0.25f), dweight((size_t)(vocab * width));
  Floats other_dweight = dweight, wide_dx((size_t)(rows * width));
  Halves dx = space(rows * width);
  const double sizes[] = {(double)rows, (double)width, (double)vocab};
  check.run("linearCrossEntropy", {place(x), place(weight), 0, place(targets), place(losses), place(lse), place(dx),
                                   place(dweight), 0, place(scale), sizes[0], sizes[1], sizes[2], -1, 1, 0, 0, 65});
  check.run("linearCrossEntropy", {place(wide_x), place(weight), 0, place(targets), place(losses), place(lse), place(wide_dx),
                                   place(other_dweight), 0, place(scale), sizes[0], sizes[1], sizes[2], -1, 1, 0, 0, 0});
  compare(check, "loss's dx", dx, wide_dx);
  compare(check, "loss's dweight", dweight, other_dweight);
}

/** Sizes that every unit for bf16 takes, full tiles and not, and deeper than a panel. */
void check_storage(Check& check) {
  if (check.run("halves", {}) == 0) return;
  for (double activation : {0, 1, 2, 3, 4}) check_layer(check, 37, 70, 45, activation);
  for (double activation : {0, 3}) check_layer(check, 3, 7, 0, activation);
  check_layer(check, 192, 128, 64, 3);
  check_layer(check, 33, 64, 4200, 0);
  check_layer(check, 4200, 64, 96, 3);
  check_rows(check, 1, 1, 2);
  check_rows(check, 1, 77, 45);
  check_rows(check, 1, 300, 1037);
  check_rows(check, 3, 77, 45);
  check_rows(check, 4, 1100, 70);
  check_rows(check, 9, 77, 45);
  check_rows(check, 32, 300, 1037);
  check_attended(check, 131, 3, 24, false);
  check_attended(check, 70, 2, 33, true);
  check_attended(check, 256, 1, 64, false);
  check_attended(check, 96, 2, 96, true);
  check_normalized(check, 70, 45);
  check_loss(check, 37, 48, 333);
  check_loss(check, 33, 34, 5000);
}
