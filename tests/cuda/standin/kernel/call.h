// What cuLaunchKernel gets from a module: a kernel with the arguments that it was given.
#pragma once

template <class T> T standin_bound(T argument) {
    if constexpr (std::is_pointer_v<T>)
        return (T)standin_argument((const void*)argument);
    else
        return argument;
}

template <class... A> struct standin_call_of final : standin_call {
    using Arguments = std::tuple<std::decay_t<A>...>;
    void (*kernel)(A...);
    Arguments given, bound;

    standin_call_of(void (*kernel)(A...), const Arguments& given) : kernel(kernel), given(given), bound(given) {}
    void bind() override {
        bound = std::apply([](auto... argument) { return Arguments{standin_bound(argument)...}; }, given);
    }
    STANDIN_UNWATCHED void run_thread() const override { std::apply(kernel, bound); }
};

template <class T> T standin_parameter(const void* at) {
    T value;
    std::memcpy((void*)&value, at, sizeof(T));
    return value;
}

template <class... A> standin_call* standin_call_with(void (*kernel)(A...), void** parameters) {
    [[maybe_unused]] int i = 0;
    return new standin_call_of<A...>(kernel, {standin_parameter<std::decay_t<A>>(parameters[i++])...});
}
