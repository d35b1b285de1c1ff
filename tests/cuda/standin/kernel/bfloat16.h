// bfloat16: the upper half of a float, rounded to nearest, ties to even. Arithmetic is that of floats, rounded after
// each operation.
#pragma once

struct __nv_bfloat16 {
    unsigned short bits;

    __nv_bfloat16() = default;
    __nv_bfloat16(float v) {
        unsigned all = standin_bits<unsigned>(v);
        bits = v != v ? 0x7fff : (all + 0x7fff + (all >> 16 & 1)) >> 16;
    }
    __nv_bfloat16(double v) : __nv_bfloat16((float)v) {}
    __nv_bfloat16(int v) : __nv_bfloat16((float)v) {}
    operator float() const { return standin_bits<float>((unsigned)bits << 16); }
    __nv_bfloat16& operator+=(float v) { return *this = float(*this) + v; }
    __nv_bfloat16& operator-=(float v) { return *this = float(*this) - v; }
    __nv_bfloat16& operator*=(float v) { return *this = float(*this) * v; }
    __nv_bfloat16& operator/=(float v) { return *this = float(*this) / v; }
};
struct alignas(4) __nv_bfloat162 {
    __nv_bfloat16 x, y;
};

inline float __bfloat162float(__nv_bfloat16 v) { return v; }
inline __nv_bfloat16 __float2bfloat16(float v) { return v; }
inline __nv_bfloat16 __float2bfloat16_rn(float v) { return v; }
inline __nv_bfloat16 __double2bfloat16(double v) { return v; }
inline unsigned short __bfloat16_as_ushort(__nv_bfloat16 v) { return v.bits; }
inline __nv_bfloat16 __ushort_as_bfloat16(unsigned short v) { return standin_bits<__nv_bfloat16>(v); }
inline __nv_bfloat162 __floats2bfloat162_rn(float x, float y) { return {x, y}; }
inline float2 __bfloat1622float2(__nv_bfloat162 v) { return {v.x, v.y}; }
