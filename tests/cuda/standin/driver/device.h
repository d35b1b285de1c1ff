// The pretended devices. A context is the primary context of its device, and is told by the device's address.
#pragma once
#include "fault.h"

#include <memory>
#include <string>
#include <vector>

struct Stream;
struct Pool;

struct Device {
    int ordinal = 0;
    CUresult error = CUDA_SUCCESS;  // stays, as in CUDA: after an illegal address the context is of no use
    size_t used = 0;                // bytes
    unsigned peers = 0;             // which devices' memory its kernels may touch, a bit each
    std::shared_ptr<Stream> legacy; // the default stream
    std::vector<std::shared_ptr<Stream>> streams; // all, with the legacy one, oldest first
    Pool* pool = nullptr;                         // the one that cuMemAllocAsync takes from
};

Device& device(int ordinal);
// The device of the calling thread's context.
Device& current_device();
Device& device_of(CUcontext context);
