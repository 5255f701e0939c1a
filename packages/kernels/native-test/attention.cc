#include "oracle.h"

namespace {

enum Pattern { FULL, CAUSAL, BANDED, SCATTERED, GAPPED };

struct Case {
  long batch, queries, keys, heads, width;
  Pattern pattern;
  bool padded, dropout;
  /** q, k and v are parts of one projection. */
  bool joined;
};

const Case CASES[] = {
    {1, 1, 1, 1, 1, FULL, false, false, false},      {2, 5, 5, 2, 3, CAUSAL, false, false, true},
    {1, 33, 33, 3, 8, SCATTERED, true, false, true}, {2, 130, 130, 1, 17, BANDED, false, true, true},
    {1, 7, 40, 2, 5, FULL, true, true, false},       {1, 100, 300, 2, 33, SCATTERED, false, false, false},
    {1, 300, 300, 1, 16, CAUSAL, true, true, true},  {2, 64, 64, 2, 64, CAUSAL, false, false, true},
    {1, 96, 160, 1, 64, SCATTERED, true, true, false}, {1, 256, 256, 1, 64, BANDED, false, true, true},
    {2, 1, 300, 3, 16, SCATTERED, true, false, false}, {1, 1, 300, 2, 5, GAPPED, false, false, false},
    {1, 97, 300, 2, 80, GAPPED, false, false, false}, {1, 160, 288, 2, 32, GAPPED, true, true, false},
};

/** Words below are dropped. */
constexpr uint32_t THRESHOLD = 1u << 30;
constexpr double SEED = 5, STEP = 6, SITE = 7, STREAM = 8;

struct Attention {
  Case of;
  /** [batch, position, head, width]; rows of q, k and v are `row` floats apart. */
  Floats q, k, v;
  long row;
  Integers from, to, padding;
  std::vector<uint8_t> mask;
  Sight sight;
  float scale, factor;

  explicit Attention(const Case& of) : of(of) {
    const long wide = of.heads * of.width;
    row = of.joined ? 3 * wide : wide;
    q = numbers(of.batch * of.queries * row, 15);
    k = of.joined ? Floats() : numbers(of.batch * of.keys * row, 16);
    v = of.joined ? Floats() : numbers(of.batch * of.keys * row, 17);
    scale = 2 / sqrtf((float)of.width);
    factor = of.dropout ? 4.f / 3 : 0;
    if (of.padded) padding = integers(of.batch * of.keys, 4, 18); // 0 hides
    for (int32_t& value : padding) value = value > 0;
    if (of.pattern == SCATTERED)
      for (int32_t value : integers(of.heads * of.queries * of.keys, 3, 19)) mask.push_back(value == 0);
    if (of.pattern == GAPPED) // runs of keys that no query sees
      for (long at = 0; at < of.queries * of.keys; at++) mask.push_back(at % of.keys % 130 < 40);
    for (long head = 0; head < heads(); head++)
      for (long i = 0; i < of.queries; i++) {
        const long last = of.pattern == FULL ? of.keys : i + 1 + of.keys - of.queries;
        const bool none = of.pattern == SCATTERED && i % 5 == 2; // a query that sees nothing
        from.push_back((int32_t)(of.pattern == BANDED && i > 9 ? i - 9 : 0));
        to.push_back((int32_t)(none ? 0 : last));
      }
    sight = sight_of(mask, heads(), of.queries, of.keys);
  }

  /** Heads with patterns of their own. */
  long heads() const { return of.pattern == SCATTERED ? of.heads : 1; }
  double k_place() const { return of.joined ? place(q) + 4.0 * (double)(of.heads * of.width) : place(k); }
  double v_place() const { return of.joined ? place(q) + 8.0 * (double)(of.heads * of.width) : place(v); }

  /** Element of q (0), k (1) or v (2). */
  double at(int which, long b, long position, long head, long j) const {
    const long wide = of.heads * of.width, count = which == 0 ? of.queries : of.keys;
    const long index = (b * count + position) * row + head * of.width + j;
    if (of.joined) return q[(size_t)(index + which * wide)];
    return (which == 0 ? q : which == 1 ? k : v)[(size_t)index];
  }
  bool sees(long b, long head, long i, long j) const {
    const long pattern = head % heads() * of.queries + i;
    if (j < from[(size_t)pattern] || j >= to[(size_t)pattern]) return false;
    if (!mask.empty() && !mask[(size_t)(pattern * of.keys + j)]) return false;
    return padding.empty() || padding[(size_t)(b * of.keys + j)];
  }
  /** What dropout makes of a weight of 1. */
  double kept(long b, long head, long i, long j) const {
    if (factor == 0) return 1;
    const uint64_t index = (uint64_t)(((b * of.heads + head) * of.queries + i) * of.keys + j);
    return random_word(index, (uint32_t)SEED, (uint32_t)STEP, (uint32_t)SITE, (uint32_t)STREAM) < THRESHOLD ? 0 : factor;
  }
};

struct Results {
  Doubles out, dq, dk, dv;
};

/** One query of one head. */
void attend(const Attention& x, const Floats& dy, long b, long head, long i, Results& results) {
  const Case& of = x.of;
  const auto place_of = [&](long count, long position) {
    return (size_t)(((b * count + position) * of.heads + head) * of.width);
  };
  Doubles weights((size_t)of.keys), slopes((size_t)of.keys);
  double sum = 0, inner = 0;
  for (long j = 0; j < of.keys; j++) {
    double score = 0;
    for (long d = 0; d < of.width; d++) score += x.at(0, b, i, head, d) * x.at(1, b, j, head, d);
    weights[(size_t)j] = x.sees(b, head, i, j) ? exp(score * x.scale) : 0;
    sum += weights[(size_t)j];
  }
  const size_t at = place_of(of.queries, i);
  for (long j = 0; j < of.keys; j++) {
    if (sum > 0) weights[(size_t)j] /= sum;
    const double kept = x.kept(b, head, i, j);
    for (long d = 0; d < of.width; d++) {
      const double value = x.at(2, b, j, head, d), slope = dy[at + (size_t)d];
      results.out[at + (size_t)d] += weights[(size_t)j] * kept * value;
      results.dv[place_of(of.keys, j) + (size_t)d] += weights[(size_t)j] * kept * slope;
      slopes[(size_t)j] += kept * value * slope;
    }
    inner += weights[(size_t)j] * slopes[(size_t)j];
  }
  for (long j = 0; j < of.keys; j++) {
    const double slope = weights[(size_t)j] * (slopes[(size_t)j] - inner) * x.scale;
    for (long d = 0; d < of.width; d++) {
      results.dq[at + (size_t)d] += slope * x.at(1, b, j, head, d);
      results.dk[place_of(of.keys, j) + (size_t)d] += slope * x.at(0, b, i, head, d);
    }
  }
}

/** Tolerance of what comes out; gradients, sums of twice as many roundings, have double. */
void check_case(Check& check, const Case& of, double tolerance) {
  const Attention x(of);
  const long wide = of.heads * of.width;
  const size_t queries = (size_t)(of.batch * of.queries * wide), keys = (size_t)(of.batch * of.keys * wide);
  const Floats dy = numbers((long)queries, 20);
  const double sight = place(x.sight.numbers), tiles = place(x.sight.tiles), padding = place(x.padding), row = (double)x.row;
  const double sizes[] = {(double)of.batch, (double)of.queries, (double)of.keys, (double)of.heads, (double)of.width};
  Floats out(queries), lse((size_t)(of.batch * of.heads * of.queries)), dq(queries), dk(keys), dv(keys);
  check.run("attention", {place(x.q), x.k_place(), x.v_place(), place(out), place(lse), row, row, row,
                          sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], x.scale, place(x.from), place(x.to), sight, tiles,
                          (double)x.heads(), padding, THRESHOLD, x.factor, SEED, STEP, SITE, STREAM, 0});
  check.run("attentionGrad", {place(x.q), x.k_place(), x.v_place(), place(lse), place(dy), place(dq), place(dk),
                              place(dv), (double)wide, (double)wide, (double)wide, row, row, row,
                              sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], x.scale, place(x.from), place(x.to), sight, tiles,
                              (double)x.heads(), padding, THRESHOLD, x.factor, SEED, STEP, SITE, STREAM, 0});
  Results wanted = {Doubles(queries), Doubles(queries), Doubles(keys), Doubles(keys)};
  for (long b = 0; b < of.batch; b++)
    for (long head = 0; head < of.heads; head++)
      for (long i = 0; i < of.queries; i++) attend(x, dy, b, head, i, wanted);
  check.near("attention", out, wanted.out, tolerance);
  check.near("dq", dq, wanted.dq, 2 * tolerance);
  check.near("dk", dk, wanted.dk, 2 * tolerance);
  check.near("dv", dv, wanted.dv, 2 * tolerance);
}

/** A NaN reaches whatever sees it: of a query its own row, of a key every row, of a value a number of every row. */
void check_special_numbers(Check& check, long queries, long keys) {
  const long width = 8;
  const Integers from((size_t)queries), to((size_t)queries, (int32_t)keys);
  for (int which = 0; which < 3; which++) {
    Floats operands[] = {numbers(queries * width, 30), numbers(keys * width, 31), numbers(keys * width, 32)};
    operands[which][2] = NAN;
    Floats out((size_t)(queries * width)), lse((size_t)queries);
    check.run("attention", {place(operands[0]), place(operands[1]), place(operands[2]), place(out), place(lse), width, width,
                            width, 1, (double)queries, (double)keys, 1, width, 0.3, place(from), place(to), 0, 0, 1, 0, 0,
                            0, 0, 0, 0, 0, 0});
    bool reached = true;
    for (long at = 0; at < queries * width; at++) {
      const bool sees = which == 0 ? at < width : which == 1 || at % width == 2;
      reached = reached && isnan(out[(size_t)at]) == sees;
    }
    check.holds("NaN reaches what sees it", reached);
    check.holds("NaN reaches the logarithm", isnan(lse[0]) == (which < 2));
  }
}

void check_special_numbers(Check& check) {
  for (long queries : {1L, 2L, 40L})
    for (long keys : {1L, 9L, 40L}) check_special_numbers(check, queries, keys);
}

} // namespace

void check_attention(Check& check) {
  check_special_numbers(check);
  for (const Case& of : CASES) check_case(check, of, 1e-5);
}

void check_rounded_attention(Check& check) {
  check_special_numbers(check);
  for (const Case& of : CASES) check_case(check, of, 1e-2);
}
