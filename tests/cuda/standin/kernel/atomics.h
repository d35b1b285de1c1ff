// Atomics. One thread runs at a time, so a plain update is atomic; a checked module says that it was meant to be.
#pragma once

template <class T, class Update> STANDIN_UNWATCHED T standin_update(T* at, Update update) {
#ifdef STANDIN_CHECKED
    standin_access((const void*)at, sizeof(T), STANDIN_ATOMIC, __builtin_return_address(0));
#endif
    T old = *at;
    *at = update(old);
    return old;
}

// The pointer alone says which type it is.
template <class T> using standin_same = std::common_type_t<T>;

template <class T> T atomicAdd(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return T(old + v); });
}
template <class T> T atomicSub(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return T(old - v); });
}
template <class T> T atomicMax(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return old < v ? v : old; });
}
template <class T> T atomicMin(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return v < old ? v : old; });
}
template <class T> T atomicAnd(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return T(old & v); });
}
template <class T> T atomicOr(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return T(old | v); });
}
template <class T> T atomicXor(T* at, standin_same<T> v) {
    return standin_update(at, [=](T old) { return T(old ^ v); });
}
template <class T> T atomicExch(T* at, standin_same<T> v) {
    return standin_update(at, [=](T) { return v; });
}
template <class T> T atomicCAS(T* at, standin_same<T> expected, standin_same<T> v) {
    return standin_update(at, [=](T old) { return old == expected ? v : old; });
}
inline unsigned atomicInc(unsigned* at, unsigned last) {
    return standin_update(at, [=](unsigned old) { return old >= last ? 0 : old + 1; });
}
inline unsigned atomicDec(unsigned* at, unsigned last) {
    return standin_update(at, [=](unsigned old) { return old == 0 || old > last ? last : old - 1; });
}
