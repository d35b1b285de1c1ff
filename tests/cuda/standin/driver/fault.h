// What a program does wrong, or asks for in vain, and how it is told.
#pragma once
#include <cuda.h>

#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>

template <class... Parts> std::string join(const Parts&... parts) {
    std::ostringstream text;
    (text << ... << parts);
    return text.str();
}

struct Fault : std::runtime_error {
    CUresult code;
    Fault(CUresult code, const std::string& text) : std::runtime_error(text), code(code) {}
};
// A wrong argument or a thing that is not there, which CUDA answers without a word. It is printed all the same, for
// whoever wrote the call wants to know; a code alone (`NOT_READY`) is no fault and is returned by `Answer`.
struct Answer {
    CUresult code;
};

// Prints "cuda-standin: text" and gives the code back.
CUresult report(CUresult code, const std::string& text);
// The state of all devices is behind this one door: only one host thread is inside the driver.
std::recursive_mutex& door();
// The error of the current context that stays once a kernel has failed.
CUresult error_of_context();

// The frame of every call of the API.
template <class Body> CUresult answer(Body&& body) {
    std::lock_guard inside(door());
    try {
        body();
        return error_of_context();
    } catch (const Fault& fault) {
        return report(fault.code, fault.what());
    } catch (const Answer& other) {
        return other.code;
    }
}
