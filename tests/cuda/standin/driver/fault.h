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

// What is told to whoever wrote the program, be it a fault of a kernel or a wrong argument.
struct Fault : std::runtime_error {
    CUresult code;
    Fault(CUresult code, const std::string& text) : std::runtime_error(text), code(code) {}
};
// An answer that is no fault, such as `NOT_READY`, or that repeats one: nothing is printed.
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
