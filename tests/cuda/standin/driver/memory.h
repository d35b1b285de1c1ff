// The memory of the devices.
//
// All of it is one sparse file, mapped twice. Device pointers are addresses in the first view, where nothing can be
// accessed, so that host code that follows one is caught. The driver and the kernels work in the second view, in which
// allocations lie far apart, each at the end of its last page: what is out of bounds is mostly inaccessible there. The
// rest of the pages around an allocation, its zones, holds a pattern that is checked, and fresh memory is NaN in every
// type.
#pragma once
#include "device.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

struct Shadow;

struct Allocation {
    uintptr_t start; // in the kernels' view
    size_t bytes;
    uintptr_t mapped, mapped_end;
    Device* device;
    unsigned long number; // the how manieth of the process
    Pool* pool;           // where it was taken from, if from one
    bool opened = false;  // in the programs' view too, for the kernel that runs (open_for_kernel)
    std::shared_ptr<Shadow> shadow;
    Allocation(uintptr_t start, size_t bytes, uintptr_t mapped, uintptr_t mapped_end, Device* device,
               unsigned long number, Pool* pool)
        : start(start), bytes(bytes), mapped(mapped), mapped_end(mapped_end), device(device), number(number),
          pool(pool) {}
};

// Checked runs look at what is read and note what is written.
enum class Use { Read, Write, Neither };

CUdeviceptr allocate(Device& on, size_t bytes, Pool* pool);
void release(CUdeviceptr pointer);
// The kernels' view of `bytes` from `pointer`, all in one allocation of `on` or of a peer. In checked runs what is read
// must have been written.
char* resolve(CUdeviceptr pointer, size_t bytes, const Device& on, const char* what, Use use);
// The same for a copy: what it takes from memory that was never written is as uninitialised.
void copy_memory(CUdeviceptr to, const Device& to_device, CUdeviceptr from, const Device& from_device, size_t bytes);
// The allocation of `pointer`, which may be its end; faults where there is none.
Allocation& allocation_at(CUdeviceptr pointer, const char* what);
Allocation* find_allocation(uintptr_t address);
uintptr_t kernel_view(CUdeviceptr pointer);
bool is_device_address(uintptr_t address);
// Which allocation an address is in, behind or was in, in words.
std::string describe(uintptr_t address);
void check_zones(const Allocation& allocation, const std::string& after);
std::map<uintptr_t, Allocation>& live_allocations();

// A kernel that found a device pointer in memory or in a struct follows it in the programs' view: its allocation is
// made accessible there until the launch ends.
bool open_for_kernel(uintptr_t address, const Device& on);
void close_after_kernel();

// Pinned host memory. Any other host pointer is refused where a device pointer is expected.
bool is_pinned(const void* pointer, size_t bytes);
std::vector<std::pair<char*, size_t>> pinned_memory();
size_t pinned_allocations();
