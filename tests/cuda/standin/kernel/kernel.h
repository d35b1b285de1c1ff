// CUDA C++ as C++: what a kernel source needs to be compiled with g++. bin/nvcc includes it before every source.
#pragma once
#include <algorithm>
#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <tuple>
#include <type_traits>

// The compiler watches the memory accesses of a checked module by its thread sanitizer (access.h). What stands for one
// instruction of the device is not to be watched.
#define STANDIN_UNWATCHED __attribute__((no_sanitize("thread")))

#include "vectors.h"
#include "driver.h"

#define __device__
#define __host__
#define __global__
#define __constant__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __align__(n) alignas(n)

#include "warp.h"
#include "atomics.h"
#include "mathematics.h"
#include "half.h"
#include "bfloat16.h"
#include "call.h"

#undef assert
#define assert(holds) ((holds) ? (void)0 : standin_stop("assertion failed: " #holds))
#define __trap() standin_stop("__trap()")
