#include "pool.h"

#include <set>

#include "capture.h"
#include "memory.h"
#include "stream.h"

static std::set<Pool*>& made_pools() {
    static auto* all = new std::set<Pool*>;
    return *all;
}

static Pool& default_pool(Device& of) {
    static auto* all = new std::map<Device*, Pool>;
    return all->try_emplace(&of, Pool{&of}).first->second;
}

static Pool& current_pool(Device& of) { return of.pool ? *of.pool : default_pool(of); }

static Pool& pool_of(CUmemoryPool handle) {
    Pool* pool = (Pool*)handle;
    if (made_pools().count(pool)) return *pool;
    for (int i = 0, count; cuDeviceGetCount(&count) == CUDA_SUCCESS && i < count; i++)
        if (pool == &default_pool(device(i))) return *pool;
    throw Fault(CUDA_ERROR_INVALID_HANDLE, "a memory pool that is none (or was destroyed)");
}

static CUdeviceptr allocate_in(Pool& pool, size_t bytes, CUstream stream, const char* call) {
    StreamRef in = stream_of(stream);
    if (in->capture) throw Fault(CUDA_ERROR_NOT_SUPPORTED, join(call, " in a capture is not implemented"));
    return allocate(*pool.device, bytes, &pool);
}

CUresult cuMemAllocAsync(CUdeviceptr* pointer, size_t bytes, CUstream stream) {
    return answer(
        [=] { *pointer = allocate_in(current_pool(*stream_of(stream)->device), bytes, stream, "cuMemAllocAsync"); });
}

CUresult cuMemAllocFromPoolAsync(CUdeviceptr* pointer, size_t bytes, CUmemoryPool pool, CUstream stream) {
    return answer([=] { *pointer = allocate_in(pool_of(pool), bytes, stream, "cuMemAllocFromPoolAsync"); });
}

// The memory is gone when the stream comes to it.
CUresult cuMemFreeAsync(CUdeviceptr pointer, CUstream stream) {
    return answer([=] {
        StreamRef in = stream_of(stream);
        if (in->capture) throw Fault(CUDA_ERROR_NOT_SUPPORTED, "cuMemFreeAsync in a capture is not implemented");
        submit(in, Kind::Order, [=] { release(pointer); });
    });
}

CUresult cuMemPoolCreate(CUmemoryPool* pool, const CUmemPoolProps* properties) {
    return answer([=] {
        auto* made = new Pool{&device(properties->location.id)};
        made_pools().insert(made);
        *pool = (CUmemoryPool)made;
    });
}

CUresult cuMemPoolDestroy(CUmemoryPool handle) {
    return answer([=] {
        Pool& pool = pool_of(handle);
        if (!made_pools().count(&pool))
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemPoolDestroy of a device's default pool");
        finish_all(*pool.device);
        if (pool.used)
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("cuMemPoolDestroy: ", pool.used, " bytes of the pool are in use"));
        if (pool.device->pool == &pool) pool.device->pool = nullptr;
        made_pools().erase(&pool);
        delete &pool;
    });
}

CUresult cuMemPoolSetAttribute(CUmemoryPool handle, CUmemPool_attribute attribute, void* value) {
    return answer([=] {
        Pool& pool = pool_of(handle);
        switch (attribute) {
        case CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES:
        case CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC:
        case CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES: pool.reuse[attribute - 1] = *(int*)value; break;
        case CU_MEMPOOL_ATTR_RELEASE_THRESHOLD: pool.threshold = *(uint64_t*)value; break;
        case CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH:
        case CU_MEMPOOL_ATTR_USED_MEM_HIGH:
            if (*(uint64_t*)value)
                throw Fault(CUDA_ERROR_INVALID_VALUE, "a high mark of a memory pool can be set to 0 only");
            pool.most = pool.used;
            break;
        default:
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("cuMemPoolSetAttribute: attribute ", (int)attribute, " cannot be set"));
        }
    });
}

CUresult cuMemPoolGetAttribute(CUmemoryPool handle, CUmemPool_attribute attribute, void* value) {
    return answer([=] {
        Pool& pool = pool_of(handle);
        switch (attribute) {
        case CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES:
        case CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC:
        case CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES: *(int*)value = pool.reuse[attribute - 1]; break;
        case CU_MEMPOOL_ATTR_RELEASE_THRESHOLD: *(uint64_t*)value = pool.threshold; break;
        case CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT:
        case CU_MEMPOOL_ATTR_USED_MEM_CURRENT: *(uint64_t*)value = pool.used; break;
        case CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH:
        case CU_MEMPOOL_ATTR_USED_MEM_HIGH: *(uint64_t*)value = pool.most; break;
        default:
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("cuMemPoolGetAttribute: there is no attribute ", (int)attribute));
        }
    });
}

CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t) {
    return answer([=] { pool_of(pool); });
}

CUresult cuDeviceGetDefaultMemPool(CUmemoryPool* pool, CUdevice d) {
    return answer([=] { *pool = (CUmemoryPool)&default_pool(device(d)); });
}

CUresult cuDeviceGetMemPool(CUmemoryPool* pool, CUdevice d) {
    return answer([=] { *pool = (CUmemoryPool)&current_pool(device(d)); });
}

CUresult cuDeviceSetMemPool(CUdevice d, CUmemoryPool handle) {
    return answer([=] {
        Pool& pool = pool_of(handle);
        if (pool.device != &device(d))
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuDeviceSetMemPool: a pool of another device");
        device(d).pool = &pool;
    });
}
