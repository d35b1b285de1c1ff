// What the compiler calls before each access of memory in a checked module, linked into it. The names are those of the
// thread sanitizer; its library is not linked, for the checks are the driver's (driver/access.cpp).
#include "vectors.h"
#include "driver.h"

#define HERE __builtin_return_address(0)
#define ACCESSES(size)                                                                                                 \
    void __tsan_read##size(void* at) { standin_access(at, size, STANDIN_READ, HERE); }                                 \
    void __tsan_write##size(void* at) { standin_access(at, size, STANDIN_WRITE, HERE); }                               \
    void __tsan_unaligned_read##size(void* at) { standin_access(at, size, STANDIN_READ, HERE); }                       \
    void __tsan_unaligned_write##size(void* at) { standin_access(at, size, STANDIN_WRITE, HERE); }                     \
    void __tsan_volatile_read##size(void* at) { standin_access(at, size, STANDIN_READ, HERE); }                        \
    void __tsan_volatile_write##size(void* at) { standin_access(at, size, STANDIN_WRITE, HERE); }

#pragma GCC visibility push(hidden)
extern "C" {
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)
// A type's alignment, which an access that the compiler has split does not show.
void __ubsan_handle_type_mismatch_v1(void*, uintptr_t at) { standin_misaligned((const void*)at, HERE); }
void __tsan_read_range(void* at, size_t size) { standin_access(at, size, STANDIN_READ, HERE); }
void __tsan_write_range(void* at, size_t size) { standin_access(at, size, STANDIN_WRITE, HERE); }
}
#pragma GCC visibility pop
