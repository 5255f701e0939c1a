#include "random.h"
#include "kernels.h"
#include "parts.h"

namespace LEVEL {
namespace {

/** Counters worked on at once, each word of theirs in a 64-bit lane. */
constexpr int WIDTH = LANES / 2;
typedef uint64_t Wide __attribute__((vector_size(8 * WIDTH)));

/** Products of the lower 32 bits. */
INLINE Wide times(Wide a, uint32_t factor) {
#if defined(__AVX512F__)
  return (Wide)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(factor));
#elif defined(__AVX2__)
  return (Wide)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(factor));
#elif defined(__SSE2__)
  return (Wide)_mm_mul_epu32((__m128i)a, _mm_set1_epi64x(factor));
#elif defined(NEON)
  return (Wide)vmull_n_u32(vmovn_u64((uint64x2_t)a), factor);
#else
  return (a & 0xffffffffu) * factor;
#endif
}

/** Words of WIDTH successive counters from `block` on, counter by counter. */
INLINE void philox(uint64_t block, const Dropout& d, uint64_t words[2 * WIDTH]) {
  Wide c0, c1;
  for (int i = 0; i < WIDTH; i++) {
    c0[i] = (uint32_t)(block + (uint64_t)i);
    c1[i] = (uint32_t)((block + (uint64_t)i) >> 32);
  }
  Wide c2 = (Wide){} + d.step, c3 = (Wide){} + d.stream;
  uint32_t k0 = d.seed, k1 = d.site;
  for (int round = 0; round < 10; round++) {
    const Wide a = times(c0, 0xd2511f53u), b = times(c2, 0xcd9e8d57u);
    c0 = (b >> 32) ^ c1 ^ k0;
    c1 = b & 0xffffffffu;
    c2 = (a >> 32) ^ c3 ^ k1;
    c3 = a & 0xffffffffu;
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  const Wide front = (c0 & 0xffffffffu) | (c1 << 32), back = (c2 & 0xffffffffu) | (c3 << 32);
  for (int i = 0; i < WIDTH; i++) {
    words[2 * i] = front[i];
    words[2 * i + 1] = back[i];
  }
}

constexpr long AT_ONCE = 1 << 14;

} // namespace

void dropout_factors(const Dropout& dropout, uint64_t first, long count, float* factors) {
  uint64_t block = first / 4;
  long skip = (long)(first % 4);
  for (long at = 0; at < count; block += WIDTH) {
    uint64_t pairs[2 * WIDTH];
    philox(block, dropout, pairs);
    uint32_t words[4 * WIDTH];
    memcpy(words, pairs, sizeof words);
    const long end = least(count, at + 4 * WIDTH - skip);
    for (long i = at; i < end; i++) factors[i] = words[skip + i - at] < dropout.threshold ? 0 : dropout.factor;
    at = end;
    skip = 0;
  }
}

namespace {

/** x, y, count, threshold, factor, seed, step, site, stream. */
double dropout(const Call& call) {
  const long count = call.whole(2);
  const Dropout spec = {(uint32_t)call.numbers[3], call.real(4),           (uint32_t)call.numbers[5],
                        (uint32_t)call.numbers[6], (uint32_t)call.numbers[7], (uint32_t)call.numbers[8]};
  const float* x = call.floats(0);
  float* y = call.floats(1);
  in_parts(count, AT_ONCE, [=](long from, long to) {
    constexpr long STEP = 1024;
    float factors[STEP];
    for (long at = from; at < to; at += STEP) {
      const long n = least(STEP, count - at);
      dropout_factors(spec, (uint64_t)at, n, factors);
      for (long i = 0; i < n; i++) y[at + i] = x[at + i] * factors[i];
    }
  });
  return 0;
}

} // namespace

extern const NamedKernel RANDOM_KERNELS[] = {{"dropout", dropout}};
extern const KernelTable RANDOM_TABLE = table_of(RANDOM_KERNELS);

} // namespace LEVEL
