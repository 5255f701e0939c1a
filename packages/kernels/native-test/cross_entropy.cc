#include "oracle.h"

namespace {

constexpr int32_t IGNORED = -100;

/** Label smoothing: what the target gets, every other token, and the constant of the loss. */
struct Wanted {
  double confidence, low, offset;
};

struct Loss {
  Doubles losses, lse, slopes;
};

Loss loss_of(const Doubles& logits, const Integers& targets, const Floats& scale, long vocab, const Wanted& wanted) {
  Loss loss;
  for (size_t row = 0; row < targets.size(); row++) {
    const double* x = logits.data() + row * (size_t)vocab;
    double sum = 0, total = 0;
    for (long j = 0; j < vocab; j++) sum += exp(x[j]), total += x[j];
    const bool ignored = targets[row] == IGNORED;
    const double hit = ignored ? 0 : x[targets[row]];
    loss.lse.push_back(log(sum));
    loss.losses.push_back(
        ignored ? 0 : log(sum) - (wanted.confidence - wanted.low) * hit - wanted.low * total - wanted.offset);
    for (long j = 0; j < vocab; j++) {
      const double share = j == targets[row] ? wanted.confidence : wanted.low;
      loss.slopes.push_back(ignored ? 0 : (exp(x[j]) / sum - share) * scale[row]);
    }
  }
  return loss;
}

void check_logits(Check& check, long rows, long vocab, const Wanted& wanted) {
  const Floats logits = numbers(rows * vocab, 21), scale = numbers(rows, 22);
  Integers targets = integers(rows, (int32_t)vocab, 23);
  if (rows > 1) targets[1] = IGNORED;
  Floats losses((size_t)rows), lse((size_t)rows), slopes((size_t)(rows * vocab)), shares((size_t)(rows * vocab));
  check.run("crossEntropy", {place(logits), place(targets), place(losses), place(lse), place(slopes), place(scale),
                             (double)rows, (double)vocab, IGNORED, wanted.confidence, wanted.low, wanted.offset});
  const Loss loss = loss_of(Doubles(logits.begin(), logits.end()), targets, scale, vocab, wanted);
  check.near("loss", losses, loss.losses);
  check.near("log-sum-exp", lse, loss.lse);
  check.near("dlogits", slopes, loss.slopes);
  check.run("softmax", {place(logits), place(shares), (double)rows, (double)vocab});
  Doubles softmax;
  for (size_t i = 0; i < logits.size(); i++) softmax.push_back(exp(logits[i] - loss.lse[i / (size_t)vocab]));
  check.near("softmax", shares, softmax);
  targets[0] = (int32_t)vocab;
  const double stray = check.run("crossEntropy", {place(logits), place(targets), place(losses), place(lse), 0, 0,
                                                  (double)rows, (double)vocab, IGNORED, 1, 0, 0});
  check.holds("a stray target is found", stray == 1);
}

void check_layer(Check& check, long rows, long width, long vocab, bool biased) {
  const Wanted wanted = {1, 0, 0};
  const Floats x = numbers(rows * width, 24), weight = numbers(vocab * width, 25), scale = numbers(rows, 26);
  const Floats bias = numbers(biased ? vocab : 0, 27);
  const Integers targets = integers(rows, (int32_t)vocab, 28);
  Floats losses((size_t)rows), lse((size_t)rows), dx(x.size());
  Floats dweight(weight.size(), 7), dbias(bias.size(), 7);
  check.run("linearCrossEntropy",
            {place(x), place(weight), place(bias), place(targets), place(losses), place(lse), place(dx), place(dweight),
             place(dbias), place(scale), (double)rows, (double)width, (double)vocab, IGNORED, 1, 0, 0, 0});
  Doubles logits = product(View{x, width, 1}, View{weight, 1, width}, rows, vocab, width);
  for (size_t i = 0; biased && i < logits.size(); i++) logits[i] += bias[i % (size_t)vocab];
  const Loss loss = loss_of(logits, targets, scale, vocab, wanted);
  const Floats slopes(loss.slopes.begin(), loss.slopes.end());
  Doubles sums(bias.size());
  for (size_t i = 0; biased && i < slopes.size(); i++) sums[i % (size_t)vocab] += slopes[i];
  check.near("loss of the layer", losses, loss.losses);
  check.near("log-sum-exp of the layer", lse, loss.lse);
  check.near("dx", dx, product(View{slopes, vocab, 1}, View{weight, width, 1}, rows, width, vocab), 3e-5);
  check.near("dweight", dweight, product(View{slopes, 1, vocab}, View{x, width, 1}, vocab, width, rows), 3e-5);
  check.near("dbias", dbias, sums, 3e-5);
}

Floats softened(const Check& check, const Floats& x) {
  Floats y(x.size());
  check.run("softmax", {place(x), place(y), 1, (double)x.size()});
  return y;
}

/** Logits that are infinite or NaN give a loss that is not finite. */
void check_special_numbers(Check& check) {
  const Integers targets = {2};
  for (float number : {NAN, INFINITY}) {
    for (size_t at = 0; at < 20; at++) {
      Floats logits = numbers(20, 29), loss(1);
      logits[at] = number;
      check.run("crossEntropy", {place(logits), place(targets), place(loss), 0, 0, 0, 1, 20, IGNORED, 1, 0, 0});
      check.holds("loss of numbers that are not finite", !isfinite(loss[0]));
      check.same("softmax", softened(check, logits), Floats(20, NAN));
    }
  }
  check.same("softmax of nothing but -infinity", softened(check, Floats(20, -INFINITY)), Floats(20, NAN));
  check.same("softmax with -infinity", softened(check, {1, -INFINITY, 1}), {0.5f, 0, 0.5f});
}

} // namespace

void check_cross_entropy(Check& check) {
  const long SIZES[][2] = {{1, 1}, {3, 7}, {65, 301}};
  for (const auto& [rows, vocab] : SIZES) {
    check_logits(check, rows, vocab, {1, 0, 0});
    if (vocab > 1) check_logits(check, rows, vocab, {0.9, 0.1 / (double)(vocab - 1), 0.2});
  }
  check_special_numbers(check);
  check_layer(check, 5, 3, 11, true);
  check_layer(check, 0, 3, 11, true);
  check_layer(check, 0, 3, 0, true);
  check_layer(check, 70, 33, 301, false);
}
