// Node's functions on Windows: in the program that runs, whatever its name. A library for Windows is otherwise linked to a
// file of some name, and node.exe would be none of Deno's or Bun's.
#if defined(_WIN32)
#include <windows.h>

/** Where the compiler looks for the address of a function of another file. */
#define FIND(name) extern "C" const FARPROC __imp_##name = GetProcAddress(GetModuleHandleA(nullptr), #name);

FIND(napi_create_array)
FIND(napi_create_double)
FIND(napi_create_function)
FIND(napi_create_object)
FIND(napi_create_string_utf8)
FIND(napi_get_boolean)
FIND(napi_get_cb_info)
FIND(napi_get_instance_data)
FIND(napi_get_typedarray_info)
FIND(napi_get_value_double)
FIND(napi_get_value_string_utf8)
FIND(napi_set_element)
FIND(napi_set_instance_data)
FIND(napi_set_named_property)
FIND(napi_throw_type_error)
#endif
