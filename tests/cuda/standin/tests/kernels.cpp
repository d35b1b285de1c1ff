// Kernels that are right, and those that do one thing wrong.
#include <cmath>

#include "cases.h"

CASE(right_kernels) {
    CUdeviceptr x = numbers(), out = zeros(n);
    OK(launch("scale", 8, 128, x, 2.0f, n));
    OK(launch("add", 8, 128, x, x, out, n));
    EXPECT(read(out, n)[999] == 4 * 999);
    CUdeviceptr block = numbers(128), sum = zeros(4);
    OK(launch("block_sum", 1, 128, block, sum));
    EXPECT(read(sum, 1)[0] == 127 * 64);
    OK(launch("warp_sum", 1, 128, block, sum));
    EXPECT(read(sum, 4)[1] == 32 * 32 + 31 * 16);
    OK(launch("reverse", 1, 128, block));
    EXPECT(read(block, 128)[0] == 127);
    OK(launch("four_at_a_time", 1, 32, block));
    EXPECT(read(block, 128)[127] == 1);
    OK(cuMemsetD8_v2(sum, 0, 16));
    OK(launch("count_by_atomics", 4, 128, sum));
    EXPECT(read(sum, 1)[0] == 512);
    OK(launch("votes", 1, 32, sum));
    std::vector<float> bits = read(sum, 2);
    EXPECT(((int*)bits.data())[0] == 11 && ((int*)bits.data())[1] == (int)0xaaaaaaaa);
    unsigned short two = 0x4000, four; // in half precision
    CUdeviceptr halves;
    OK(cuMemAlloc_v2(&halves, 2));
    OK(cuMemcpyHtoD_v2(halves, &two, 2));
    OK(launch("halves", 1, 1, halves));
    OK(cuMemcpyDtoH_v2(&four, halves, 2));
    EXPECT(four == 0x4400);
}

static void sum_of_blocks(const char* name) {
    CUdeviceptr x = numbers(128), parts = zeros(4), tickets = zeros(1), out = zeros(1);
    launch(name, 4, 32, x, parts, tickets, out);
    if (cuCtxSynchronize() == CUDA_SUCCESS) EXPECT(read(out, 1)[0] == 127 * 64);
}
CASE(sum_by_the_last_block) { sum_of_blocks("sum_by_the_last_block"); }
CASE(sum_by_the_last_block_without_fence) { sum_of_blocks("sum_by_the_last_block_without_fence"); }

CASE(pointers_in_memory) {
    CUdeviceptr a = numbers(32), b = numbers(32), table[2] = {a, b}, on_device;
    OK(cuMemAlloc_v2(&on_device, sizeof table));
    OK(cuMemcpyHtoD_v2(on_device, table, sizeof table));
    OK(launch("scale_all", 2, 32, on_device, 32, 2.0f));
    struct {
        CUdeviceptr a, b;
    } pair{a, b};
    OK(launch("scale_pair", 1, 32, pair, 2.0f));
    EXPECT(read(a, 32)[3] == 12 && read(b, 32)[31] == 124);
}
CASE(pointer_in_memory_to_freed) {
    CUdeviceptr a = numbers(32), table[1] = {a}, on_device;
    OK(cuMemAlloc_v2(&on_device, sizeof table));
    OK(cuMemcpyHtoD_v2(on_device, table, sizeof table));
    OK(cuMemFree_v2(a));
    launch("scale_all", 1, 32, on_device, 32, 2.0f);
}

CASE(write_past_the_end) { launch("write_at", 1, 1, numbers(1024), 1024l); }
CASE(write_just_past_the_end) { launch("write_at", 1, 1, numbers(10), 10l); }
CASE(write_before_the_start) { launch("write_at", 1, 1, numbers(10), -1l); }
CASE(read_past_the_end) { launch("read_at", 1, 1, numbers(1024), 1024l, zeros(1)); }
CASE(read_just_past_the_end) { launch("read_at", 1, 1, numbers(10), 10l, zeros(1)); }
CASE(read_in_a_neighbour) {
    CUdeviceptr a = numbers(), b = numbers();
    launch("read_at", 1, 1, a, ((long)b - (long)a) / 4, zeros(1));
}
CASE(misaligned) { launch("four_at_a_time", 1, 1, numbers(16) + 4); }
CASE(uninitialised_memory) {
    CUdeviceptr x;
    OK(cuMemAlloc_v2(&x, 40));
    EXPECT(launch("scale", 1, 32, x, 2.0f, 10) == CUDA_SUCCESS);
    EXPECT(std::isnan(read(x, 10)[0])); // without a check a NaN shows it
    exit(1);
}
CASE(uninitialised_memory_copied) {
    CUdeviceptr x, y = zeros(10);
    OK(cuMemAlloc_v2(&x, 40));
    OK(cuMemcpyDtoD_v2(y, x, 40));
    float values[10];
    if (cuMemcpyDtoH_v2(values, y, 40)) exit(1);
}
CASE(missing_barrier) { launch("reverse_without_barrier", 1, 128, numbers(128)); }
CASE(barrier_in_a_branch) { launch("barrier_in_a_branch", 1, 32, numbers(32)); }
CASE(order_dependent) { launch("last_one_wins", 2, 32, zeros(1)); }
CASE(missing_atomic) { launch("count_by_blocks_without_atomics", 4, 32, zeros(1)); }
CASE(write_past_shared) { launch("write_past_shared", 1, 32, numbers(32)); }
CASE(stack_overflow) { launch("overflow_the_stack", 1, 1, zeros(1)); }
CASE(division_by_zero) { launch("divide", 1, 1, zeros(2)); }
CASE(assertion) { launch("asserts", 1, 32, numbers(32)); }
CASE(atomic_past_the_end) { launch("blocks_add", 1, 1, numbers(32)); }
CASE(too_many_threads) {
    if (launch("scale", 1, 2048, numbers(), 2.0f, n)) exit(1);
}
CASE(unknown_kernel) {
    CUmodule module = nullptr;
    CUfunction found;
    if (cuModuleLoadData(&module, "not what nvcc writes")) exit(1);
    (void)cuModuleGetFunction(&found, module, "nothing");
}
