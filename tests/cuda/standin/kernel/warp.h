// Threads that wait for each other: barriers of a block, and what the lanes of a warp exchange.
#pragma once

constexpr int warpSize = 32;

#define __syncthreads() ((void)standin_barrier(__LINE__, 0))
#define __syncthreads_count(predicate) standin_barrier(__LINE__, (predicate) != 0)
#define __syncthreads_or(predicate) (standin_barrier(__LINE__, (predicate) != 0) != 0)
#define __syncthreads_and(predicate) (standin_barrier(__LINE__, (predicate) == 0) == 0)
#define __threadfence() standin_fence()
#define __threadfence_system() standin_fence()
#define __threadfence_block() ((void)0)

STANDIN_UNWATCHED inline int standin_lane() {
    return (threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) % 32;
}

// What `lane` shows. A lane that takes no part shows a NaN: CUDA leaves the value open.
template <class T> STANDIN_UNWATCHED T standin_read_lane(unsigned mask, T value, int lane) {
    static_assert(sizeof(T) <= 8);
    uint64_t bits = 0, *lanes;
    std::memcpy(&bits, &value, sizeof(T));
    unsigned shown = standin_exchange(mask, bits, &lanes);
    bits = shown >> lane & 1 ? lanes[lane] : ~0ull;
    std::memcpy((void*)&value, &bits, sizeof(T));
    return value;
}
template <class T> T __shfl_sync(unsigned mask, T value, int lane, int width = 32) {
    return standin_read_lane(mask, value, standin_lane() / width * width + (lane & (width - 1)));
}
template <class T> T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32) {
    int me = standin_lane(), to = me ^ bits;
    return standin_read_lane(mask, value, to / width <= me / width ? to : me);
}
template <class T> T __shfl_down_sync(unsigned mask, T value, int distance, int width = 32) {
    int me = standin_lane(), to = me + distance;
    return standin_read_lane(mask, value, to / width == me / width ? to : me);
}
template <class T> T __shfl_up_sync(unsigned mask, T value, int distance, int width = 32) {
    int me = standin_lane(), to = me - distance;
    return standin_read_lane(mask, value, to >= me / width * width ? to : me);
}
inline void __syncwarp(unsigned mask = 0xffffffffu) { standin_read_lane(mask, 0, 0); }
STANDIN_UNWATCHED inline unsigned __ballot_sync(unsigned mask, int predicate) {
    uint64_t* lanes;
    unsigned shown = standin_exchange(mask, predicate != 0, &lanes), votes = 0;
    for (int i = 0; i < 32; i++) votes |= (shown >> i & 1 && lanes[i]) ? 1u << i : 0;
    return votes;
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate == 0) == 0; }
inline unsigned __activemask() { return standin_active_lanes(); }

template <class T, class Join> STANDIN_UNWATCHED T standin_reduce(unsigned mask, T value, Join join) {
    uint64_t* lanes;
    unsigned shown = standin_exchange(mask, (uint64_t)value, &lanes);
    bool first = true;
    T all{};
    for (int i = 0; i < 32; i++)
        if (shown >> i & 1) all = first ? (T)lanes[i] : join(all, (T)lanes[i]), first = false;
    return all;
}
template <class T> T __reduce_add_sync(unsigned mask, T value) {
    return standin_reduce(mask, value, [](T a, T b) { return a + b; });
}
template <class T> T __reduce_min_sync(unsigned mask, T value) {
    return standin_reduce(mask, value, [](T a, T b) { return a < b ? a : b; });
}
template <class T> T __reduce_max_sync(unsigned mask, T value) {
    return standin_reduce(mask, value, [](T a, T b) { return a > b ? a : b; });
}
