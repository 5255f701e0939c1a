// The Node-API surface: one JavaScript function for every kernel, and functions for memory, levels and threads.
#define BUILDING_NODE_EXTENSION // its functions are elsewhere: host.cc finds them on Windows
#include <math.h>
#include <node_api.h>
#include <string.h>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_set>
#include "amx.h"
#include "cores.h"
#include "levels.h"
#include "memory.h"
#include "queue.h"
#include "stay.h"
#include "threads.h"

namespace {

std::atomic<const Level*> level{nullptr};
bool bf16 = false;

/** The number, or where the elements of a typed array are. */
bool read_number(napi_env env, napi_value value, double* number) {
  if (napi_get_value_double(env, value, number) == napi_ok) return true;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, nullptr, nullptr, &data, nullptr, nullptr) != napi_ok) return false;
  *number = (double)(uintptr_t)data;
  return true;
}

/** At most MOST numbers; how many, or −1 after an error. */
template <int MOST>
int read_numbers(napi_env env, napi_callback_info info, double (&numbers)[MOST], void** data = nullptr) {
  size_t count = MOST;
  napi_value values[MOST];
  napi_get_cb_info(env, info, &count, values, nullptr, data);
  for (size_t i = 0; i < count; i++) {
    if (i < MOST && read_number(env, values[i], numbers + i)) continue;
    napi_throw_type_error(env, "NATIVE_ARGUMENT", "expected numbers and typed arrays, 40 at most");
    return -1;
  }
  return (int)count;
}

napi_value number_of(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

/** What belongs to a thread of JavaScript: its calls, and blocks that go back when it ends, as nobody else knows of them. */
struct Owner {
  Caller caller;
  std::unordered_set<void*> taken;
  /** None before it uses the library. */
  std::thread::id thread;
};

/** Threads that have tensors, or may have: what these hold depends on level and precision, which others must not change. */
struct Users {
  std::mutex mutex;
  std::multiset<std::thread::id> threads;
  /** While the mutex is held. */
  bool others() const { return threads.count(std::this_thread::get_id()) < threads.size(); }
};

Users& users = *new Users;

Owner& owner_of(napi_env env) {
  void* owner;
  napi_get_instance_data(env, &owner);
  return *(Owner*)owner;
}

/** The same, who from now on uses the library. */
Owner& user_of(napi_env env) {
  Owner& owner = owner_of(env);
  if (owner.thread != std::thread::id()) return owner;
  std::lock_guard<std::mutex> lock(users.mutex);
  owner.thread = std::this_thread::get_id();
  users.threads.insert(owner.thread);
  return owner;
}

void release_all(napi_env, void* data, void*) {
  Owner* owner = (Owner*)data;
  finish_calls(owner->caller);
  for (void* block : owner->taken) release_block(block);
  if (owner->thread != std::thread::id()) {
    std::lock_guard<std::mutex> lock(users.mutex);
    users.threads.erase(users.threads.find(owner->thread));
  }
  delete owner;
}

/** A kernel's place: the table's index times 64 and its own. */
Kernel kernel_at(size_t place) { return level.load()->tables[place / 64]->kernels[place % 64].run; }

napi_value call_kernel(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  void* place;
  const int count = read_numbers(env, info, numbers, &place);
  if (count < 0) return nullptr;
  return number_of(env, run_call(user_of(env).caller, kernel_at((size_t)place), numbers, count));
}

/** put(place, …): a call of a kernel, for later. Typed arrays stay as they are until it has run. */
napi_value put(napi_env env, napi_callback_info info) {
  double numbers[1 + MOST_ARGUMENTS];
  const int count = read_numbers(env, info, numbers);
  if (count > 0) put_call(user_of(env).caller, kernel_at((size_t)numbers[0]), numbers + 1, count - 1);
  return nullptr;
}

/** wait(): returns when all that was put has run; bytes that a call did not find, or 0. */
napi_value wait(napi_env env, napi_callback_info) {
  return number_of(env, finish_calls(owner_of(env).caller));
}

/** take(bytes): an address, or 0. */
napi_value take(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  void* block = take_block((size_t)numbers[0]);
  if (block) user_of(env).taken.insert(block);
  return number_of(env, (double)(uintptr_t)block);
}

napi_value release(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  void* block = (void*)(uintptr_t)numbers[0];
  if (owner_of(env).taken.erase(block)) release_block(block); // else it is not this thread's, or was released
  return nullptr;
}

/** move(to, from, bytes): between addresses and typed arrays. */
napi_value move(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 3 || numbers[2] == 0) return nullptr; // empty arrays lie nowhere
  memcpy((void*)(uintptr_t)numbers[0], (const void*)(uintptr_t)numbers[1], (size_t)numbers[2]);
  return nullptr;
}

/** Gives everything that is not in use back to the system. */
napi_value trim(napi_env, napi_callback_info) {
  const Pause pause;
  release_spaces();
  trim_pool();
  return nullptr;
}

/** memory(): live, cached, peak and limit, in bytes. */
napi_value memory(napi_env env, napi_callback_info) {
  const MemoryUse use = memory_use();
  napi_value object;
  napi_create_object(env, &object);
  napi_set_named_property(env, object, "live", number_of(env, use.live));
  napi_set_named_property(env, object, "cached", number_of(env, use.cached));
  napi_set_named_property(env, object, "peak", number_of(env, use.peak));
  napi_set_named_property(env, object, "limit", number_of(env, use.limit));
  return object;
}

napi_value set_limit(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  set_memory_limit(numbers[0]);
  return nullptr;
}

/** threads(count?): sets and tells how many. */
napi_value threads(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  const int count = read_numbers(env, info, numbers);
  if (count < 0) return nullptr;
  const Pause pause;
  if (count > 0) set_thread_count((int)fmin(fmax(numbers[0], 1), MOST_THREADS)); // NaN: 1
  return number_of(env, thread_count());
}

/** levels(): names of those this processor has, fastest first. */
napi_value levels(napi_env env, napi_callback_info) {
  napi_value array;
  napi_create_array(env, &array);
  uint32_t length = 0;
  for (int i = 0; i < LEVEL_COUNT; i++) {
    const Level& each = LEVELS[i];
    if (!each.supported()) continue;
    napi_value name;
    napi_create_string_utf8(env, each.name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, array, length++, name);
  }
  return array;
}

/** fastestLevel(): that of this processor, whether it was compiled or not. */
napi_value fastest(napi_env env, napi_callback_info) {
  napi_value name;
  napi_create_string_utf8(env, fastest_level(), NAPI_AUTO_LENGTH, &name);
  return name;
}

/** cores(): physical ones that this process may use; 0: unknown. */
napi_value cores(napi_env env, napi_callback_info) { return number_of(env, physical_cores()); }

napi_value boolean_of(napi_env env, bool holds) {
  napi_value value;
  napi_get_boolean(env, holds, &value);
  return value;
}

/** Changes a setting of the process while no call runs, unless another thread counts on it; whether it is as wanted now. */
template <class Setting, class Value> bool change(Setting& setting, Value wanted) {
  const Pause pause;
  std::lock_guard<std::mutex> lock(users.mutex);
  if (setting == wanted) return true;
  if (users.others()) return false;
  setting = wanted;
  return true;
}

/** setLevel(name): whether this processor has it, and no other thread counts on another. */
napi_value set_level(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value value;
  char name[16] = {};
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  napi_get_value_string_utf8(env, value, name, sizeof name, &length);
  for (int i = 0; i < LEVEL_COUNT; i++) {
    const Level& each = LEVELS[i];
    if (strcmp(each.name, name) == 0 && each.supported()) return boolean_of(env, change(level, &each));
  }
  return boolean_of(env, false);
}

/**
 * setBf16(0 or 1): whether products may take operands rounded to bf16, where the level has a unit for it. False where
 * another thread counts on the other.
 */
napi_value set_bf16(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  return boolean_of(env, change(bf16, numbers[0] != 0));
}

void define(napi_env env, napi_value object, const char* name, napi_callback callback, void* data = nullptr) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function);
  napi_set_named_property(env, object, name, function);
}

} // namespace

bool bf16_products() { return bf16; }

extern "C" NAPI_MODULE_EXPORT int32_t node_api_module_get_api_version_v1() { return 8; }

extern "C" NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  stay_loaded();
  for (int i = 0; !level; i++)
    if (LEVELS[i].supported()) level = &LEVELS[i];
  const KernelTable* const* tables = level.load()->tables;
  napi_value places;
  napi_create_object(env, &places);
  for (size_t table = 0; tables[table]; table++)
    for (int i = 0; i < tables[table]->count; i++) {
      const char* name = tables[table]->kernels[i].name;
      const size_t place = table * 64 + (size_t)i;
      define(env, exports, name, call_kernel, (void*)place);
      napi_set_named_property(env, places, name, number_of(env, (double)place));
    }
  napi_set_named_property(env, exports, "places", places);
  napi_set_instance_data(env, new Owner, release_all, nullptr);
  define(env, exports, "put", put);
  define(env, exports, "wait", wait);
  define(env, exports, "take", take);
  define(env, exports, "release", release);
  define(env, exports, "move", move);
  define(env, exports, "trim", trim);
  define(env, exports, "memory", memory);
  define(env, exports, "setLimit", set_limit);
  define(env, exports, "threads", threads);
  define(env, exports, "levels", levels);
  define(env, exports, "fastestLevel", fastest);
  define(env, exports, "cores", cores);
  define(env, exports, "setLevel", set_level);
  define(env, exports, "setBf16", set_bf16);
  return exports;
}
