// What a module calls in the driver (driver/block.cpp, shared.cpp, access.cpp, launch.cpp). Both sides include it.
#pragma once
#include <cstddef>
#include <cstdint>

#pragma GCC visibility push(default)
extern "C" {
// One thread of one block runs at a time, and these are its own.
extern uint3 threadIdx, blockIdx;
extern dim3 blockDim, gridDim;

// Waits for the block; gives how many of its threads voted.
int standin_barrier(int line, int vote);
// Waits for the lanes of `mask`, each of which shows a value; gives which lanes have shown one.
unsigned standin_exchange(unsigned mask, uint64_t value, uint64_t** lanes);
unsigned standin_active_lanes();
// The memory of a `__shared__` variable, told apart by the address of something static beside it.
void* standin_shared(const void* key, size_t bytes, const char* name);
void* standin_dynamic_shared();
// Ends the launch with an error.
[[noreturn]] void standin_stop(const char* why);
// What the thread has written is to be seen by other blocks.
void standin_fence();
// Before an access, in checked modules.
enum { STANDIN_READ, STANDIN_WRITE, STANDIN_ATOMIC };
void standin_access(const void* address, size_t bytes, int kind, const void* from);
void standin_misaligned(const void* address, const void* from);
// The address at which this process sees the memory of a device pointer.
void* standin_argument(const void* pointer);
}
#pragma GCC visibility pop

// A kernel with its arguments.
struct standin_call {
    virtual ~standin_call() = default;
    // Makes the device pointers among the arguments real. It is done before each launch, for the memory may be gone.
    virtual void bind() = 0;
    virtual void run_thread() const = 0;
};
