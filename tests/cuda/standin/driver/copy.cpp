// Copies and fills, also between devices.
#include <algorithm>
#include <cstring>
#include <memory>

#include "capture.h"
#include "count.h"
#include "memory.h"
#include "settings.h"

static void submit_copy(const StreamRef& in, size_t bytes, std::function<void()> copy) {
    count_copied(bytes);
    submit(in, Kind::Copy, [=] {
        if (bytes) copy();
    });
}

// A call without a stream is done when it returns, after all work of the default stream.
static StreamRef default_stream(const char* call) {
    forbid_in_capture(call);
    return current_device().legacy;
}

static std::function<void()> to_device(CUdeviceptr to, const void* from, size_t bytes) {
    return [=] { memcpy(resolve(to, bytes, working_device(), "copy to the device", Use::Write), from, bytes); };
}
static std::function<void()> to_host(void* to, CUdeviceptr from, size_t bytes) {
    return [=] { memcpy(to, resolve(from, bytes, working_device(), "copy to the host", Use::Read), bytes); };
}
static std::function<void()> on_device(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    return [=] { copy_memory(to, working_device(), from, working_device(), bytes); };
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, size_t bytes) {
    return answer([=] {
        StreamRef in = default_stream("cuMemcpyHtoD");
        submit_copy(in, bytes, to_device(to, from, bytes));
        synchronise(*in);
    });
}

CUresult cuMemcpyDtoH_v2(void* to, CUdeviceptr from, size_t bytes) {
    return answer([=] {
        StreamRef in = default_stream("cuMemcpyDtoH");
        submit_copy(in, bytes, to_host(to, from, bytes));
        synchronise(*in);
    });
}

CUresult cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    return answer([=] { submit_copy(default_stream("cuMemcpyDtoD"), bytes, on_device(to, from, bytes)); });
}

// Pageable memory is staged before the call returns; pinned memory is read when the copy's turn comes, and so is all
// that a graph copies.
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t bytes, CUstream stream) {
    return answer([=] {
        StreamRef in = stream_of(stream);
        if (in->capture || is_pinned(from, bytes)) return submit_copy(in, bytes, to_device(to, from, bytes));
        auto staged = std::make_shared<std::vector<char>>((const char*)from, (const char*)from + bytes);
        submit_copy(in, bytes, [=] { to_device(to, staged->data(), bytes)(); });
    });
}

// A copy to pageable memory waits for its end. What a copy to pinned memory will overwrite is of no use to anybody
// until then.
CUresult cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t bytes, CUstream stream) {
    return answer([=] {
        StreamRef in = stream_of(stream);
        bool pinned = is_pinned(to, bytes);
        if (settings().defer && pinned && !in->capture) memset(to, 0xff, bytes);
        submit_copy(in, bytes, to_host(to, from, bytes));
        if (!pinned && !in->capture) synchronise(*in);
    });
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
    return answer([=] { submit_copy(stream_of(stream), bytes, on_device(to, from, bytes)); });
}

// ---- Between devices. Each side is checked against its own context; no access between peers is needed.

static std::function<void()> between(CUdeviceptr to, Device& to_device, CUdeviceptr from, Device& from_device,
                                     size_t bytes) {
    return [=, &to_device, &from_device] { copy_memory(to, to_device, from, from_device, bytes); };
}

CUresult cuMemcpyPeerAsync(CUdeviceptr to, CUcontext to_context, CUdeviceptr from, CUcontext from_context, size_t bytes,
                           CUstream stream) {
    return answer([=] {
        submit_copy(stream_of(stream), bytes, between(to, device_of(to_context), from, device_of(from_context), bytes));
    });
}

// It comes after all work of both devices, and before all that follows.
CUresult cuMemcpyPeer(CUdeviceptr to, CUcontext to_context, CUdeviceptr from, CUcontext from_context, size_t bytes) {
    return answer([=] {
        StreamRef in = default_stream("cuMemcpyPeer");
        finish_all(device_of(to_context));
        finish_all(device_of(from_context));
        submit_copy(in, bytes, between(to, device_of(to_context), from, device_of(from_context), bytes));
        finish(*in, in->submitted);
    });
}

CUresult cuDeviceCanAccessPeer(int* can, CUdevice d, CUdevice peer) {
    return answer([=] { *can = settings().peers && &device(d) != &device(peer); });
}

CUresult cuCtxEnablePeerAccess(CUcontext peer, unsigned) {
    return answer([=] {
        Device &own = current_device(), &other = device_of(peer);
        if (&own == &other) throw Fault(CUDA_ERROR_INVALID_DEVICE, "cuCtxEnablePeerAccess of a device to itself");
        if (!settings().peers) throw Answer{CUDA_ERROR_PEER_ACCESS_UNSUPPORTED};
        if (own.peers >> other.ordinal & 1) throw Answer{CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED};
        own.peers |= 1u << other.ordinal;
    });
}

CUresult cuCtxDisablePeerAccess(CUcontext peer) {
    return answer([=] {
        Device &own = current_device(), &other = device_of(peer);
        if (!(own.peers >> other.ordinal & 1)) throw Answer{CUDA_ERROR_PEER_ACCESS_NOT_ENABLED};
        own.peers &= ~(1u << other.ordinal);
    });
}

// ---- Fills

template <class T> static std::function<void()> fill(CUdeviceptr to, T value, size_t count) {
    return [=] {
        if (count) std::fill_n((T*)resolve(to, count * sizeof(T), working_device(), "fill", Use::Write), count, value);
    };
}

CUresult cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t count) {
    return answer([=] { submit(default_stream("cuMemsetD8"), Kind::Fill, fill(to, value, count)); });
}
CUresult cuMemsetD32_v2(CUdeviceptr to, unsigned value, size_t count) {
    return answer([=] { submit(default_stream("cuMemsetD32"), Kind::Fill, fill(to, value, count)); });
}
CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream stream) {
    return answer([=] { submit(stream_of(stream), Kind::Fill, fill(to, value, count)); });
}
CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, CUstream stream) {
    return answer([=] { submit(stream_of(stream), Kind::Fill, fill(to, value, count)); });
}
