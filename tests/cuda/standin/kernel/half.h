// Half precision, by the compiler's own type: each operation is rounded, as on the device.
#pragma once

typedef _Float16 __half;
typedef __half half;
struct alignas(4) __half2 {
    __half x, y;
};
typedef __half2 half2;

inline float __half2float(__half v) { return v; }
inline __half __float2half(float v) { return v; }
inline __half __float2half_rn(float v) { return v; }
inline __half __double2half(double v) { return v; }
inline unsigned short __half_as_ushort(__half v) { return standin_bits<unsigned short>(v); }
inline __half __ushort_as_half(unsigned short v) { return standin_bits<__half>(v); }
inline bool __hisnan(__half v) { return v != v; }
inline __half __hadd(__half a, __half b) { return a + b; }
inline __half __hsub(__half a, __half b) { return a - b; }
inline __half __hmul(__half a, __half b) { return a * b; }
inline __half __hdiv(__half a, __half b) { return a / b; }
inline __half __hfma(__half a, __half b, __half c) { return std::fma((float)a, (float)b, (float)c); }
inline __half __hneg(__half v) { return -v; }
inline __half __habs(__half v) { return std::fabs((float)v); }
inline bool __heq(__half a, __half b) { return a == b; }
inline bool __hlt(__half a, __half b) { return a < b; }
inline bool __hgt(__half a, __half b) { return a > b; }
inline __half __hmax(__half a, __half b) { return std::fmax((float)a, (float)b); }
inline __half __hmin(__half a, __half b) { return std::fmin((float)a, (float)b); }
inline __half __hmax_nan(__half a, __half b) { return a != a ? a : b != b ? b : a > b ? a : b; }
inline __half __hmin_nan(__half a, __half b) { return a != a ? a : b != b ? b : a < b ? a : b; }
inline __half hcos(__half v) { return std::cos((float)v); }
inline __half hsin(__half v) { return std::sin((float)v); }
inline __half hsqrt(__half v) { return std::sqrt((float)v); }
inline __half hrsqrt(__half v) { return 1 / std::sqrt((float)v); }
inline __half hlog(__half v) { return std::log((float)v); }
inline __half hexp(__half v) { return std::exp((float)v); }

inline __half2 make_half2(__half x, __half y) { return {x, y}; }
inline __half2 __halves2half2(__half x, __half y) { return {x, y}; }
inline __half2 __floats2half2_rn(float x, float y) { return {__half(x), __half(y)}; }
inline __half2 __float2half2_rn(float v) { return {__half(v), __half(v)}; }
inline __half2 __float22half2_rn(float2 v) { return {__half(v.x), __half(v.y)}; }
inline float2 __half22float2(__half2 v) { return {(float)v.x, (float)v.y}; }
inline __half __low2half(__half2 v) { return v.x; }
inline __half __high2half(__half2 v) { return v.y; }
inline __half2 __hadd2(__half2 a, __half2 b) { return {__half(a.x + b.x), __half(a.y + b.y)}; }
inline __half2 __hmul2(__half2 a, __half2 b) { return {__half(a.x * b.x), __half(a.y * b.y)}; }
inline __half2 __hfma2(__half2 a, __half2 b, __half2 c) { return {__hfma(a.x, b.x, c.x), __hfma(a.y, b.y, c.y)}; }
