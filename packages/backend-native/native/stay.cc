#include "stay.h"
#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

void stay_loaded() {
#if defined(_WIN32)
  constexpr DWORD HOW = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
  HMODULE self;
  GetModuleHandleExW(HOW, (LPCWSTR)&stay_loaded, &self);
#else
  Dl_info self;
  if (dladdr((const void*)&stay_loaded, &self)) dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}
