// What every kernel begins with. REAL and INDEX are defined by whoever compiles it, once for each element type.

// The elements.
typedef REAL Real;
// What elements are counted in: 32 bits where all sizes of a launch fit, else 64; always signed.
typedef INDEX Index;
// An index or a seed that comes from outside.
typedef unsigned long long Unsigned;

// Of a source whose kernels are compiled one by one, each when it is needed: whether this is the one.
#ifndef WANTED
#define WANTED(kernel) 1
#endif

// The head of a kernel; a launch reads the parameters from the line that starts with it.
#define KERNEL extern "C" __global__ __launch_bounds__(256) void
#define DEVICE static __device__ __forceinline__

// Memory that nothing writes to while the kernel runs, and memory that nothing else points to.
#define Input const Real* __restrict__
#define Output Real* __restrict__
#define DoubleInput const double* __restrict__
#define DoubleOutput double* __restrict__
#define IntInput const int* __restrict__
#define IntOutput int* __restrict__
#define UnsignedInput const Unsigned* __restrict__
#define UnsignedOutput Unsigned* __restrict__

// Goes with all threads over the indices below n, and with the threads of one block.
#define EACH(i, n) \
    for (Index i = (Index)blockIdx.x * (Index)blockDim.x + threadIdx.x; i < (n); \
         i += (Index)gridDim.x * (Index)blockDim.x)
#define EACH_OF_BLOCK(i, n) for (Index i = threadIdx.x; i < (n); i += blockDim.x)
// Goes with all blocks over rows; the threads of a block are at the same one.
#define EACH_ROW(row, n) for (Index row = blockIdx.x; row < (n); row += (Index)gridDim.x)

#define INFINITE ((Real)__int_as_float(0x7f800000))
// The smallest normal number above 0.
#define SMALLEST \
    ((Real)(sizeof(Real) == 4 ? (double)__int_as_float(0x00800000) : __longlong_as_double(0x0010000000000000ll)))
#define NOT_A_NUMBER ((Real)__int_as_float(0x7fc00000))

// The larger of the two, NaN if either is.
DEVICE Real maximum(Real a, Real b) { return b > a || b != b ? b : a; }

// Reductions over a block whose threads are a multiple of 32. All threads have to call them, and all get the result.
// The order is always the same, so that the same values have the same sum.

DEVICE double sum_of_block(double value) {
    __shared__ double parts[32];
    for (int step = 16; step > 0; step /= 2) value += __shfl_down_sync(0xffffffffu, value, step);
    // The results of a call before may still be read.
    __syncthreads();
    if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = value;
    __syncthreads();
    double total = 0;
    for (int warp = 0; warp < (int)blockDim.x / 32; warp++) total += parts[warp];
    return total;
}

DEVICE Real max_of_block(Real value) {
    __shared__ Real largest[32];
    for (int step = 16; step > 0; step /= 2) value = maximum(value, __shfl_down_sync(0xffffffffu, value, step));
    __syncthreads();
    if (threadIdx.x % 32 == 0) largest[threadIdx.x / 32] = value;
    __syncthreads();
    Real total = largest[0];
    for (int warp = 1; warp < (int)blockDim.x / 32; warp++) total = maximum(total, largest[warp]);
    return total;
}

// Whether this block is the last of `count` that come here with this ticket; it then sees all that the others have written
// before, through a volatile pointer. All threads of the block have to call it. Tickets are zeros, and are again afterwards.
DEVICE bool comes_last(IntOutput tickets, Index ticket, Index count) {
    __shared__ int is_last;
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) {
        is_last = atomicAdd(&tickets[ticket], 1) == (int)count - 1;
        if (is_last) atomicExch(&tickets[ticket], 0);
    }
    __syncthreads();
    if (is_last) __threadfence();
    return is_last;
}
