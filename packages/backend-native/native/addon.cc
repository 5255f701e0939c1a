// The Node-API surface: one JavaScript function for every kernel, and functions for memory, levels and threads.
#define BUILDING_NODE_EXTENSION // its functions are elsewhere: host.cc finds them on Windows
#include <node_api.h>
#include <string.h>
#include <mutex>
#include <unordered_set>
#include "amx.h"
#include "levels.h"
#include "memory.h"
#include "threads.h"

namespace {

const Level* level = nullptr;
bool bf16 = false;

/** Kernels share threads and work space: one at a time, whichever JavaScript thread asks. */
std::mutex& kernel_mutex = *new std::mutex;

constexpr int MOST_ARGUMENTS = 40;

/** The number, or where the elements of a typed array are. */
bool read_number(napi_env env, napi_value value, double* number) {
  if (napi_get_value_double(env, value, number) == napi_ok) return true;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, nullptr, nullptr, &data, nullptr, nullptr) != napi_ok) return false;
  *number = (double)(uintptr_t)data;
  return true;
}

int read_numbers(napi_env env, napi_callback_info info, double* numbers, void** data = nullptr) {
  size_t count = MOST_ARGUMENTS;
  napi_value values[MOST_ARGUMENTS];
  napi_get_cb_info(env, info, &count, values, nullptr, data);
  for (size_t i = 0; i < count; i++) {
    if (read_number(env, values[i], numbers + i)) continue;
    napi_throw_type_error(env, "NATIVE_ARGUMENT", "expected numbers and typed arrays");
    return -1;
  }
  return (int)count;
}

napi_value number_of(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

/** A kernel's place: the table's index times 64 and its own. */
napi_value call_kernel(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  void* place;
  const int count = read_numbers(env, info, numbers, &place);
  if (count < 0) return nullptr;
  const size_t index = (size_t)place;
  try {
    std::lock_guard<std::mutex> lock(kernel_mutex);
    return number_of(env, level->tables[index / 64]->kernels[index % 64].run(Call{numbers, count}));
  } catch (const OutOfMemory& error) {
    return number_of(env, -error.bytes);
  }
}

/** What a thread of JavaScript has taken. When it ends, that goes back: nobody else knows of it. */
typedef std::unordered_set<void*> Taken;

Taken& taken_by(napi_env env) {
  void* taken;
  napi_get_instance_data(env, &taken);
  return *(Taken*)taken;
}

void release_all(napi_env, void* data, void*) {
  Taken* taken = (Taken*)data;
  for (void* block : *taken) release_block(block);
  delete taken;
}

/** take(bytes): an address, or 0. */
napi_value take(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  void* block = take_block((size_t)numbers[0]);
  if (block) taken_by(env).insert(block);
  return number_of(env, (double)(uintptr_t)block);
}

napi_value release(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  void* block = (void*)(uintptr_t)numbers[0];
  if (taken_by(env).erase(block)) release_block(block); // else it is not this thread's, or was released
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
  std::lock_guard<std::mutex> lock(kernel_mutex);
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
  std::lock_guard<std::mutex> lock(kernel_mutex);
  if (count > 0) set_thread_count((int)numbers[0]);
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

/** setLevel(name): whether this processor has it. */
napi_value set_level(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value value;
  char name[16] = {};
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  napi_get_value_string_utf8(env, value, name, sizeof name, &length);
  napi_value found;
  for (int i = 0; i < LEVEL_COUNT; i++) {
    const Level& each = LEVELS[i];
    if (strcmp(each.name, name) != 0 || !each.supported()) continue;
    std::lock_guard<std::mutex> lock(kernel_mutex);
    level = &each;
    napi_get_boolean(env, true, &found);
    return found;
  }
  napi_get_boolean(env, false, &found);
  return found;
}

/** setBf16(0 or 1): whether products may take operands rounded to bf16, where the level has a unit for it. */
napi_value set_bf16(napi_env env, napi_callback_info info) {
  double numbers[MOST_ARGUMENTS];
  if (read_numbers(env, info, numbers) < 1) return nullptr;
  std::lock_guard<std::mutex> lock(kernel_mutex);
  bf16 = numbers[0] != 0;
  return nullptr;
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
  for (int i = 0; !level; i++)
    if (LEVELS[i].supported()) level = &LEVELS[i];
  for (size_t table = 0; level->tables[table]; table++)
    for (int i = 0; i < level->tables[table]->count; i++)
      define(env, exports, level->tables[table]->kernels[i].name, call_kernel, (void*)(table * 64 + (size_t)i));
  napi_set_instance_data(env, new Taken, release_all, nullptr);
  define(env, exports, "take", take);
  define(env, exports, "release", release);
  define(env, exports, "move", move);
  define(env, exports, "trim", trim);
  define(env, exports, "memory", memory);
  define(env, exports, "setLimit", set_limit);
  define(env, exports, "threads", threads);
  define(env, exports, "levels", levels);
  define(env, exports, "setLevel", set_level);
  define(env, exports, "setBf16", set_bf16);
  return exports;
}
