#include "levels.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__aarch64__)
#if defined(__linux__)
#include <sys/auxv.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#elif defined(_WIN32)
#include <windows.h>
#endif
#endif

#if defined(HAS_AMX)
namespace amx { extern const KernelTable* const TABLES[]; }
#endif
#if defined(HAS_AVX512BF16)
namespace avx512bf16 { extern const KernelTable* const TABLES[]; }
#endif
#if defined(HAS_AVX512)
namespace avx512 { extern const KernelTable* const TABLES[]; }
#endif
#if defined(HAS_AVX2)
namespace avx2 { extern const KernelTable* const TABLES[]; }
#endif
#if defined(HAS_NEONBF16)
namespace neonbf16 { extern const KernelTable* const TABLES[]; }
#endif
#if defined(HAS_NEON)
namespace neon { extern const KernelTable* const TABLES[]; }
#endif
namespace portable { extern const KernelTable* const TABLES[]; }

namespace {

#if defined(__x86_64__)
bool has_avx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool has_avx512() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}

[[maybe_unused]] bool has_avx512bf16() {
  unsigned a, b, c, d;
  constexpr unsigned AVX512_BF16 = 1u << 5;
  return has_avx512() && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & AVX512_BF16);
}
#endif

#if defined(__x86_64__) && defined(__linux__)
/** The unit is there, and Linux lets this process use it: its tiles are 8 KiB more to save for a thread. */
bool has_amx() {
#if defined(EMULATED_AMX) // a test's, without the unit
  return has_avx512bf16();
#endif
  unsigned a, b, c, d;
  if (!has_avx512bf16() || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned AMX_BF16 = 1u << 22, AMX_TILE = 1u << 24;
  if (!(d & AMX_BF16) || !(d & AMX_TILE)) return false;
  constexpr long ARCH_REQ_XCOMP_PERM = 0x1023, TILE_DATA = 18;
  return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0;
}
#endif

#if defined(__aarch64__)
/** Arm's FEAT_BF16, as the system tells of it; of what other systems say nothing is known. */
bool has_neonbf16() {
#if defined(__linux__)
  constexpr unsigned long BF16 = 1ul << 14; // HWCAP2_BF16
  return getauxval(AT_HWCAP2) & BF16;
#elif defined(__APPLE__)
  int has = 0;
  size_t size = sizeof has;
  return sysctlbyname("hw.optional.arm.FEAT_BF16", &has, &size, nullptr, 0) == 0 && has;
#elif defined(_WIN32)
  constexpr DWORD BF16 = 68; // PF_ARM_V86_BF16_INSTRUCTIONS_AVAILABLE
  return IsProcessorFeaturePresent(BF16);
#else
  return false;
#endif
}
#endif

bool always() { return true; }

} // namespace

const Level LEVELS[] = {
#if defined(HAS_AMX)
    {"amx", amx::TABLES, has_amx},
#endif
#if defined(HAS_AVX512BF16)
    {"avx512bf16", avx512bf16::TABLES, has_avx512bf16},
#endif
#if defined(HAS_AVX512)
    {"avx512", avx512::TABLES, has_avx512},
#endif
#if defined(HAS_AVX2)
    {"avx2", avx2::TABLES, has_avx2},
#endif
#if defined(HAS_NEONBF16)
    {"neonbf16", neonbf16::TABLES, has_neonbf16},
#endif
#if defined(HAS_NEON)
    {"neon", neon::TABLES, always}, // every 64-bit ARM has it
#endif
    {"portable", portable::TABLES, always},
};
const int LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS;

const char* fastest_level() {
#if defined(__x86_64__)
#if defined(__linux__)
  if (has_amx()) return "amx";
#endif
#if !defined(__APPLE__)
  if (has_avx512bf16()) return "avx512bf16";
#endif
  return has_avx512() ? "avx512" : has_avx2() ? "avx2" : "portable";
#elif defined(__aarch64__)
  return has_neonbf16() ? "neonbf16" : "neon";
#else
  return "portable";
#endif
}
