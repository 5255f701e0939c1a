// What the machine can do at most: products in registers, and reading memory. Benchmarks compare with it.
#include "amx.h"
#include "kernels.h"
#include "simd.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Sums that do not wait for each other; with fewer the unit would idle, with more the registers run out. */
constexpr int CHAINS = LANES == 16 ? 24 : 10;

/** A step of every chain, `times` over; what it multiplies with comes from outside, so nothing can be left out. */
template <int COUNT, class Step> float run_chains(long times, const Step& step) {
  Vec sums[COUNT];
#pragma GCC unroll 24
  for (int i = 0; i < COUNT; i++) sums[i] = splat((float)i);
  for (long t = 0; t < times; t++)
#pragma GCC unroll 24
    for (int i = 0; i < COUNT; i++) sums[i] = step(sums[i]);
  Vec all = zero();
  for (const Vec& sum : sums) all += sum;
  return sum_of(all);
}

float chain_floats(long times, const float* factors) {
  const Vec factor = splat(factors[0]), term = splat(factors[1]);
  return run_chains<CHAINS>(times, [=](Vec sum) { return fma(sum, factor, term); });
}

#if defined(__AMX_BF16__)
constexpr double PAIR_FLOPS = 2.0 * 16 * 16 * 32 * 4;
float chain_pairs(long times, const float*) {
  begin_tiles();
  for (long t = 0; t < times; t++) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  end_tiles();
  return 0;
}
#elif defined(__AVX512BF16__)
constexpr double PAIR_FLOPS = 4.0 * LANES * CHAINS;
float chain_pairs(long times, const float* factors) {
  const __m512bh pair = (__m512bh)_mm512_set1_ps(factors[0]);
  return run_chains<CHAINS>(times, [=](Vec sum) { return (Vec)_mm512_dpbf16_ps((__m512)sum, pair, pair); });
}
#elif defined(NEON_BF16)
constexpr int MATRICES = 24; // of 2 × 4 by 4 × 2
constexpr double PAIR_FLOPS = 2.0 * 2 * 2 * 4 * MATRICES;
float chain_pairs(long times, const float* factors) {
  const bfloat16x8_t pairs = vreinterpretq_bf16_f32(vdupq_n_f32(factors[0]));
  return run_chains<MATRICES>(times, [=](Vec sum) { return (Vec)vbfmmlaq_f32((float32x4_t)sum, pairs, pairs); });
}
#else
constexpr double PAIR_FLOPS = 0;
float chain_pairs(long, const float*) { return 0; }
#endif

/** times, 1 for bf16 (else float32). Returns the operations that all threads did; 0 where there is no unit. */
double peak_products(const Call& call) {
  const long times = call.whole(0);
  const bool pairs = call.whole(1) == 1;
  float* sums = common_space(PARTS, 3 * thread_count());
  const float factors[] = {0.999f, 1e-8f};
  parallel(thread_count(), [&](long index, int) {
    sums[index] = pairs ? chain_pairs(times, factors) : chain_floats(times, factors);
  });
  return (double)times * thread_count() * (pairs ? PAIR_FLOPS : 2.0 * LANES * CHAINS);
}

/** x, count: reads all of it, every thread a part. Returns the largest. */
double read_sweep(const Call& call) {
  const float* x = call.floats(0);
  const long parts = 16 * thread_count(), step = call.whole(1) / parts / (8 * LANES) * (8 * LANES);
  float* tops = common_space(PARTS, parts);
  parallel(parts, [=](long index, int) {
    const float* from = x + index * step;
    Vec top[8] = {};
    for (long i = 0; i < step; i += 8 * LANES)
#pragma GCC unroll 8
      for (int j = 0; j < 8; j++) top[j] = larger(top[j], load(from + i + j * LANES));
    Vec all = zero();
    for (const Vec& each : top) all = larger(all, each);
    tops[index] = max_of(all);
  });
  float top = 0;
  for (long i = 0; i < parts; i++) top = tops[i] > top ? tops[i] : top;
  return top;
}

} // namespace

extern const NamedKernel MACHINE_KERNELS[] = {{"peakProducts", peak_products}, {"readSweep", read_sweep}};
extern const KernelTable MACHINE_TABLE = table_of(MACHINE_KERNELS);

} // namespace LEVEL
