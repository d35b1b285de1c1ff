// The kernels of the tests, right ones and wrong ones.
#include <cuda_fp16.h>

extern "C" __global__ void scale(float* x, float factor, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] *= factor;
}

extern "C" __global__ void add(const float* a, const float* b, float* out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = a[i] + b[i];
}

// Writes `x[at]`, reads it, each wherever that is.
extern "C" __global__ void write_at(float* x, long at) { x[at] = 1; }
extern "C" __global__ void read_at(const float* x, long at, float* out) { *out = x[at]; }

// The sum of a block's elements, through shared memory.
extern "C" __global__ void block_sum(const float* x, float* out) {
    __shared__ float part[128];
    int t = threadIdx.x;
    part[t] = x[t];
    for (int half = blockDim.x / 2; half; half /= 2) {
        __syncthreads();
        if (t < half) part[t] += part[t + half];
    }
    if (t == 0) *out = part[0];
}

extern "C" __global__ void reverse_without_barrier(float* x) {
    __shared__ float part[128];
    int t = threadIdx.x;
    part[t] = x[t];
    x[t] = part[blockDim.x - 1 - t];
}

extern "C" __global__ void reverse(float* x) {
    extern __shared__ float all[];
    int t = threadIdx.x;
    all[t] = x[t];
    __syncthreads();
    x[t] = all[blockDim.x - 1 - t];
}

// The sum of a warp's elements by its lanes.
extern "C" __global__ void warp_sum(const float* x, float* out) {
    float sum = x[threadIdx.x];
    for (int d = 16; d; d /= 2) sum += __shfl_xor_sync(0xffffffff, sum, d);
    if (threadIdx.x % 32 == 0) out[threadIdx.x / 32] = sum;
}

extern "C" __global__ void last_one_wins(float* x) { *x = blockIdx.x * blockDim.x + threadIdx.x; }
extern "C" __global__ void count_by_atomics(float* x) { atomicAdd(x, 1.0f); }
extern "C" __global__ void count_by_blocks_without_atomics(float* x) {
    if (threadIdx.x == 0) *x += 1;
}

// Each block leaves its part; the last to come adds them up. Without the fence it may not see all of them.
template <bool FENCED> __device__ void sum_by_the_last(const float* x, float* parts, unsigned* tickets, float* out) {
    if (threadIdx.x) return;
    float sum = 0;
    for (unsigned i = 0; i < blockDim.x; i++) sum += x[blockIdx.x * blockDim.x + i];
    parts[blockIdx.x] = sum;
    if (FENCED) __threadfence();
    if (atomicAdd(tickets, 1u) != gridDim.x - 1) return;
    *out = 0;
    for (unsigned b = 0; b < gridDim.x; b++) *out += parts[b];
}
extern "C" __global__ void sum_by_the_last_block(const float* x, float* parts, unsigned* tickets, float* out) {
    sum_by_the_last<true>(x, parts, tickets, out);
}
extern "C" __global__ void sum_by_the_last_block_without_fence(const float* x, float* parts, unsigned* tickets,
                                                               float* out) {
    sum_by_the_last<false>(x, parts, tickets, out);
}

extern "C" __global__ void barrier_in_a_branch(float* x) {
    if (threadIdx.x < 16) {
        __syncthreads();
        x[threadIdx.x] = 1;
    } else {
        __syncthreads();
        x[threadIdx.x] = 2;
    }
}

extern "C" __global__ void write_past_shared(float* x) {
    __shared__ float part[32];
    part[threadIdx.x + 1] = x[threadIdx.x];
    __syncthreads();
    x[threadIdx.x] = part[threadIdx.x];
}

__device__ int deep(int n) {
    volatile int page[1024];
    page[n % 1024] = n;
    return n ? deep(n - 1) + page[n % 1024] : 0;
}
extern "C" __global__ void overflow_the_stack(float* x) { *x = deep(1 << 20); }

// The arrays of many tensors, found through a table in device memory and through a struct of arguments.
extern "C" __global__ void scale_all(float* const* tensors, int n, float factor) {
    tensors[blockIdx.x][threadIdx.x] *= factor;
}
struct Pair {
    float *a, *b;
};
extern "C" __global__ void scale_pair(Pair pair, float factor) {
    pair.a[threadIdx.x] *= factor, pair.b[threadIdx.x] *= factor;
}

extern "C" __global__ void halves(__half* x) { x[threadIdx.x] = x[threadIdx.x] * __half(2); }
extern "C" __global__ void four_at_a_time(float4* x) {
    float4 v = x[threadIdx.x];
    x[threadIdx.x] = make_float4(v.x + 1, v.y + 1, v.z + 1, v.w + 1);
}
extern "C" __global__ void votes(int* out) {
    int count = __syncthreads_count(threadIdx.x % 3 == 0);
    unsigned ballot = __ballot_sync(0xffffffff, threadIdx.x % 2);
    if (threadIdx.x == 0) out[0] = count, out[1] = (int)ballot;
}

extern "C" __global__ void divide(int* x) { x[1] = x[1] / x[0]; }
extern "C" __global__ void asserts(float* x) { assert(x[threadIdx.x] < 20); }
extern "C" __global__ void blocks_add(float* x) { atomicAdd(&x[1000000], 1.0f); }
