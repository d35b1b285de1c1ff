// Pinned host memory. Asynchronous copies read and write it when their turn in the stream comes, not when they are
// asked for.
#include "memory.h"
#include "stream.h"

#include <cstdlib>
#include <cstring>

struct Pinned {
    size_t bytes;
    bool registered; // the program's own memory
};
static std::map<uintptr_t, Pinned>& all_pinned() {
    static auto* all = new std::map<uintptr_t, Pinned>;
    return *all;
}

bool is_pinned(const void* pointer, size_t bytes) {
    auto after = all_pinned().upper_bound((uintptr_t)pointer);
    if (after == all_pinned().begin()) return false;
    auto in = std::prev(after);
    return (uintptr_t)pointer + bytes <= in->first + in->second.bytes;
}

std::vector<std::pair<char*, size_t>> pinned_memory() {
    std::vector<std::pair<char*, size_t>> all;
    for (auto& [at, memory] : all_pinned()) all.push_back({(char*)at, memory.bytes});
    return all;
}

size_t pinned_allocations() {
    size_t count = 0;
    for (auto& [at, memory] : all_pinned()) count += !memory.registered;
    return count;
}

CUresult cuMemHostAlloc(void** pointer, size_t bytes, unsigned) {
    return answer([=] {
        current_device();
        if (!bytes) throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemHostAlloc of 0 bytes");
        *pointer = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        if (!*pointer) throw Fault(CUDA_ERROR_OUT_OF_MEMORY, "the system gives no memory for cuMemHostAlloc");
        memset(*pointer, 0xff, bytes);
        all_pinned()[(uintptr_t)*pointer] = {bytes, false};
    });
}

CUresult cuMemAllocHost_v2(void** pointer, size_t bytes) { return cuMemHostAlloc(pointer, bytes, 0); }

// It waits, for a copy may still be on its way.
CUresult cuMemFreeHost(void* pointer) {
    return answer([=] {
        auto found = all_pinned().find((uintptr_t)pointer);
        if (found == all_pinned().end() || found->second.registered)
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemFreeHost: not the start of pinned memory (or freed already)");
        finish_all(current_device());
        all_pinned().erase(found);
        std::free(pointer);
    });
}

CUresult cuMemHostRegister_v2(void* pointer, size_t bytes, unsigned) {
    return answer([=] {
        if (is_pinned(pointer, 1))
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemHostRegister: this memory is pinned already");
        all_pinned()[(uintptr_t)pointer] = {bytes, true};
    });
}

CUresult cuMemHostUnregister(void* pointer) {
    return answer([=] {
        auto found = all_pinned().find((uintptr_t)pointer);
        if (found == all_pinned().end() || !found->second.registered)
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemHostUnregister: memory that was not registered");
        finish_all(current_device());
        all_pinned().erase(found);
    });
}

CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr* device, void* host, unsigned) {
    return answer([=] {
        if (!is_pinned(host, 1))
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemHostGetDevicePointer: this memory is not pinned");
        *device = (CUdeviceptr)host;
    });
}
