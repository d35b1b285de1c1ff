// Memory of the devices and of the host.
#include "cases.h"

CASE(host_reads_device_pointer) {
    volatile float first = *(float*)numbers();
    (void)first;
}
CASE(host_pointer_in_a_kernel) {
    static float values[n];
    launch("scale", 8, 128, &values[0], 2.0f, n);
}
CASE(use_after_free) {
    CUdeviceptr x = numbers();
    OK(cuMemFree_v2(x));
    launch("scale", 8, 128, x, 2.0f, n);
}
CASE(use_after_free_in_stream_order) {
    CUstream s = new_stream();
    CUdeviceptr x;
    OK(cuMemAllocAsync(&x, n * 4, s));
    OK(cuMemsetD8Async(x, 0, n * 4, s));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(cuMemFreeAsync(x, s));
    launch_in(s, "scale", 8, 128, x, 2.0f, n);
}
CASE(freed_while_another_stream_reads) {
    CUstream s = new_stream();
    CUdeviceptr x = numbers();
    launch_in(s, "scale", 8, 128, x, 2.0f, n); // nothing waits for it
    OK(cuMemFreeAsync(x, nullptr));
    OK(cuStreamSynchronize(nullptr));
}
CASE(freed_after_the_other_stream) {
    CUstream s = new_stream();
    CUevent e = new_event();
    CUdeviceptr x = numbers();
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(cuEventRecord(e, s));
    OK(cuStreamWaitEvent(nullptr, e, 0));
    OK(cuMemFreeAsync(x, nullptr));
    OK(cuStreamSynchronize(nullptr));
}
CASE(freed_twice) {
    CUdeviceptr x = numbers();
    OK(cuMemFree_v2(x));
    if (cuMemFree_v2(x)) exit(1);
}
CASE(copy_past_the_end) {
    float values[n + 1];
    if (cuMemcpyDtoH_v2(values, numbers(), sizeof values)) exit(1);
}
CASE(pointer_of_another_device) {
    CUdeviceptr x = numbers();
    OK(cuCtxSetCurrent(contexts[1]));
    launch("scale", 8, 128, x, 2.0f, n);
}
CASE(peer_access) {
    CUdeviceptr x = numbers();
    OK(cuCtxSetCurrent(contexts[1]));
    int can = 0;
    OK(cuDeviceCanAccessPeer(&can, 1, 0));
    EXPECT(can);
    OK(cuCtxEnablePeerAccess(contexts[0], 0));
    EXPECT(cuCtxEnablePeerAccess(contexts[0], 0) == CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
    OK(launch("scale", 8, 128, x, 2.0f, n));
    OK(cuCtxSynchronize());
    OK(cuCtxDisablePeerAccess(contexts[0]));
    EXPECT(cuCtxDisablePeerAccess(contexts[0]) == CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
    OK(cuCtxSetCurrent(contexts[0]));
    EXPECT(read(x, n)[3] == 6);
}
CASE(no_peers) {
    int can = 1;
    OK(cuDeviceCanAccessPeer(&can, 1, 0));
    EXPECT(!can);
    EXPECT(cuCtxEnablePeerAccess(contexts[1], 0) == CUDA_ERROR_PEER_ACCESS_UNSUPPORTED);
}
CASE(copy_between_devices) {
    CUdeviceptr x = numbers();
    OK(cuCtxSetCurrent(contexts[1]));
    CUdeviceptr y = zeros(n);
    OK(cuMemcpyPeer(y, contexts[1], x, contexts[0], n * 4));
    EXPECT(read(y, n)[999] == 999);
    CUstream s = new_stream();
    OK(launch_in(s, "scale", 8, 128, y, 2.0f, n));
    OK(cuMemcpyPeerAsync(x, contexts[0], y, contexts[1], n * 4, s));
    OK(cuStreamSynchronize(s));
    OK(cuCtxSetCurrent(contexts[0]));
    EXPECT(read(x, n)[999] == 2 * 999);
}
CASE(copy_with_the_wrong_context) {
    CUdeviceptr x = numbers(), y = zeros(n);
    cuMemcpyPeer(y, contexts[1], x, contexts[0], n * 4);
}
CASE(pinned) {
    float* host;
    OK(cuMemAllocHost_v2((void**)&host, n * 4));
    for (int i = 0; i < n; i++) host[i] = i;
    CUdeviceptr x = zeros(n), seen;
    CUstream s = new_stream();
    OK(cuMemcpyHtoDAsync_v2(x, host, n * 4, s));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(cuStreamSynchronize(s));
    OK(cuMemcpyDtoHAsync_v2(host, x, n * 4, s));
    OK(cuStreamSynchronize(s));
    EXPECT(host[999] == 2 * 999);
    // A kernel may work in it.
    OK(cuMemHostGetDevicePointer_v2(&seen, host, 0));
    OK(launch_in(s, "scale", 8, 128, seen, 0.5f, n));
    OK(cuStreamSynchronize(s));
    EXPECT(host[999] == 999);
    OK(cuMemFree_v2(x));
    OK(cuMemFreeHost(host));
}
CASE(pinned_changed_too_early) {
    float* host;
    OK(cuMemHostAlloc((void**)&host, 4, 0));
    CUdeviceptr x = zeros(1);
    CUstream s = new_stream();
    host[0] = 1;
    OK(cuMemcpyHtoDAsync_v2(x, host, 4, s));
    host[0] = 2; // the copy may not have been yet
    OK(cuStreamSynchronize(s));
    EXPECT(read(x, 1)[0] == 1);
}
CASE(pinned_read_too_early) {
    float* host;
    OK(cuMemHostAlloc((void**)&host, 4, 0));
    CUdeviceptr x = numbers(1);
    OK(cuMemcpyDtoHAsync_v2(host, x, 4, new_stream()));
    EXPECT(host[0] == 0);
}
CASE(pageable_is_staged) {
    float value = 1;
    CUdeviceptr x = zeros(1);
    CUstream s = new_stream();
    OK(cuMemcpyHtoDAsync_v2(x, &value, 4, s));
    value = 2;
    OK(cuMemcpyDtoHAsync_v2(&value, x, 4, s));
    EXPECT(value == 1);
}
CASE(pools) {
    CUmemoryPool pool, of_device, of_device_now;
    CUmemPoolProps properties{};
    properties.allocType = 1, properties.location = {1, 0};
    OK(cuMemPoolCreate(&pool, &properties));
    OK(cuDeviceGetDefaultMemPool(&of_device, 0));
    OK(cuDeviceGetMemPool(&of_device_now, 0));
    EXPECT(of_device == of_device_now);
    uint64_t keep = UINT64_MAX, used = 1;
    OK(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &keep));
    CUstream s = new_stream();
    CUdeviceptr x, y;
    OK(cuMemAllocFromPoolAsync(&x, 1000, pool, s));
    OK(cuDeviceSetMemPool(0, pool));
    OK(cuMemAllocAsync(&y, 24, s));
    OK(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT, &used));
    EXPECT(used == 1024);
    OK(cuMemFreeAsync(x, s));
    OK(cuMemFreeAsync(y, s));
    OK(cuStreamSynchronize(s));
    OK(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT, &used));
    EXPECT(used == 0);
    OK(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH, &used));
    EXPECT(used == 1024);
    OK(cuMemPoolTrimTo(pool, 0));
    OK(cuMemPoolDestroy(pool));
}
CASE(pool_in_use) {
    CUmemoryPool pool;
    CUmemPoolProps properties{};
    OK(cuMemPoolCreate(&pool, &properties));
    CUdeviceptr x;
    OK(cuMemAllocFromPoolAsync(&x, 1000, pool, nullptr));
    if (cuMemPoolDestroy(pool) == CUDA_ERROR_INVALID_VALUE) exit(1);
}
CASE(out_of_memory) {
    CUdeviceptr x;
    size_t free, total;
    OK(cuMemGetInfo_v2(&free, &total));
    EXPECT(total == 1 << 20 && free == total);
    CUstream s = new_stream();
    // What waits to be freed is not in the way.
    for (int i = 0; i < 10; i++) {
        OK(cuMemAllocAsync(&x, 600 << 10, s));
        OK(cuMemFreeAsync(x, s));
    }
    OK(cuMemAllocAsync(&x, 600 << 10, s));
    if (cuMemAllocAsync(&x, 600 << 10, s) == CUDA_ERROR_OUT_OF_MEMORY) exit(1);
}
CASE(leak) { numbers(); }
CASE(no_leak) {
    CUdeviceptr x = numbers();
    OK(cuMemFreeAsync(x, nullptr));
}
CASE(absent) {
    extern CUresult standin_absent() __asm__("cuMemAllocManaged");
    if (standin_absent() == CUDA_ERROR_NOT_SUPPORTED) exit(1);
}
