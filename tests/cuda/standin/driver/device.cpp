#include "device.h"

#include <map>

#include "memory.h"
#include "settings.h"
#include "stream.h"
#include "traps.h"

static bool initialised = false;
static thread_local std::vector<Device*> contexts;

static std::vector<Device>& all_devices() {
    static auto* all = [] {
        auto* made = new std::vector<Device>(settings().devices);
        for (size_t i = 0; i < made->size(); i++) {
            Device& d = (*made)[i];
            d.ordinal = (int)i;
            d.legacy = std::make_shared<Stream>(&d, 0, true);
            d.streams.push_back(d.legacy);
        }
        return made;
    }();
    return *all;
}

Device& device(int ordinal) {
    if (!initialised) throw Fault(CUDA_ERROR_NOT_INITIALIZED, "a call before cuInit");
    if (ordinal < 0 || ordinal >= settings().devices)
        throw Fault(CUDA_ERROR_INVALID_DEVICE,
                    join("there is no device ", ordinal, ": CUDA_STANDIN_DEVICES is ", settings().devices));
    return all_devices()[ordinal];
}

Device& current_device() {
    if (contexts.empty()) throw Fault(CUDA_ERROR_INVALID_CONTEXT, "a call in a thread that has no current context");
    return *contexts.back();
}

Device& device_of(CUcontext context) {
    for (Device& d : all_devices())
        if ((CUcontext)&d == context) return d;
    throw Fault(CUDA_ERROR_INVALID_CONTEXT, "a context that is none");
}

CUresult error_of_context() { return contexts.empty() ? CUDA_SUCCESS : contexts.back()->error; }

CUresult cuInit(unsigned) {
    return answer([] {
        if (!initialised) set_traps();
        initialised = true;
    });
}

CUresult cuDriverGetVersion(int* version) {
    *version = 12020;
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetCount(int* count) {
    *count = settings().devices;
    return initialised ? CUDA_SUCCESS : CUDA_ERROR_NOT_INITIALIZED;
}

// No message: programs ask for devices that are not there in order to learn how many there are.
CUresult cuDeviceGet(CUdevice* d, int ordinal) {
    if (!initialised) return CUDA_ERROR_NOT_INITIALIZED;
    if (ordinal < 0 || ordinal >= settings().devices) return CUDA_ERROR_INVALID_DEVICE;
    *d = ordinal;
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetName(char* name, int length, CUdevice d) {
    return answer([=] { snprintf(name, length, "stand-in %d", device(d).ordinal); });
}

// What tells the device from all others, in whatever process it is asked for.
CUresult cuDeviceGetUuid_v2(CUuuid* uuid, CUdevice d) {
    return answer([=] {
        for (int i = 0; i < 16; i++) uuid->bytes[i] = (char)(i * 17 + device(d).ordinal);
    });
}

CUresult cuDeviceTotalMem_v2(size_t* bytes, CUdevice) {
    *bytes = settings().memory;
    return CUDA_SUCCESS;
}

// Those of a device of compute capability 9.0, where a program could take its grid or its tiles from them.
CUresult cuDeviceGetAttribute(int* value, int attribute, CUdevice) {
    static const std::map<int, int> known{
        {1, 1024},       // threads of a block
        {2, 1024},       // and its size in x,
        {3, 1024},       // y,
        {4, 64},         // z
        {5, 2147483647}, // size of a grid in x,
        {6, 65535},      // y,
        {7, 65535},      // z
        {8, 48 << 10},   // shared memory of a block
        {10, 32},        // threads of a warp
        {12, 65536},     // registers of a block
        {16, 4},         // multiprocessors: few, so that persistent kernels stay quick
        {39, 2048},      // threads of a multiprocessor
        {19, 1},         // host memory can be mapped
        {31, 1},         // kernels side by side
        {41, 1},         // unified addresses
        {75, 9},         // compute capability, major
        {76, 0},         // minor
        {81, 228 << 10}, // shared memory of a multiprocessor
        {82, 65536},     // registers of a multiprocessor
        {97, 227 << 10}, // shared memory of a block that asks for more
        {115, 1},        // memory pools
    };
    auto found = known.find(attribute);
    *value = found == known.end() ? 0 : found->second;
    return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice d) {
    return answer([=] { *context = (CUcontext)&device(d); });
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice d) {
    return answer([=] { device(d); });
}

CUresult cuCtxSetCurrent(CUcontext context) {
    std::lock_guard inside(door());
    if (!contexts.empty()) contexts.pop_back();
    return context ? cuCtxPushCurrent_v2(context) : CUDA_SUCCESS;
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
    return answer([=] {
        contexts.push_back(&device_of(context));
        throw Answer{CUDA_SUCCESS}; // whether a kernel has failed is for calls that do something
    });
}

CUresult cuCtxPopCurrent_v2(CUcontext* context) {
    return answer([=] {
        Device& popped = current_device();
        contexts.pop_back();
        if (context) *context = (CUcontext)&popped;
    });
}

CUresult cuCtxGetCurrent(CUcontext* context) {
    *context = contexts.empty() ? nullptr : (CUcontext)contexts.back();
    return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice(CUdevice* d) {
    return answer([=] { *d = current_device().ordinal; });
}

CUresult cuMemGetInfo_v2(size_t* free, size_t* total) {
    return answer([=] {
        *total = settings().memory;
        *free = *total - current_device().used;
    });
}
