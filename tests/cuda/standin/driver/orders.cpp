// Results that depend on the order in which threads and blocks run: a launch is run in two, and the memory compared.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "launch.h"
#include "shadow.h"

struct Copy {
    char* of;
    std::vector<char> bytes;
    Shadow* shadow;
    std::vector<uint8_t> written;
};

// All that a kernel on `on` can reach.
static std::vector<Copy> copy_reachable(const Device& on) {
    std::vector<Copy> all;
    for (auto& [start, a] : live_allocations())
        if (a.device == &on || on.peers >> a.device->ordinal & 1)
            all.push_back({(char*)start,
                           {(char*)start, (char*)start + a.bytes},
                           a.shadow.get(),
                           a.shadow ? a.shadow->written : std::vector<uint8_t>{}});
    for (auto& [start, bytes] : pinned_memory()) all.push_back({start, {start, start + bytes}, nullptr, {}});
    return all;
}

// Sums of floats in another order differ a little, and that is no fault.
static bool close(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b)) ||
           std::fabs(a - b) <= 1e-3 * std::max(std::fabs(a), std::fabs(b)) + 1e-6;
}

// What the bytes are is not known: they agree if they do as floats or as doubles.
static bool agree(const Copy& was, size_t i) {
    const char* now = was.of;
    size_t four = std::min<size_t>(4, was.bytes.size() - i);
    if (!memcmp(&was.bytes[i], now + i, four)) return true;
    float a, b;
    if (four < 4) return false;
    memcpy(&a, &was.bytes[i], 4), memcpy(&b, now + i, 4);
    if (close(a, b)) return true;
    double c, d;
    size_t j = i / 8 * 8;
    if (j + 8 > was.bytes.size()) return false;
    memcpy(&c, &was.bytes[j], 8), memcpy(&d, now + j, 8);
    return close(c, d) && std::fabs(d) > 1e-30; // small integers are tiny as doubles
}

static std::string where(const char* at) {
    return is_device_address((uintptr_t)at) ? describe((uintptr_t)at) : "in pinned host memory";
}

std::string difference_of_orders(const Device& on, unsigned order, void (*grid)(const Launch&, unsigned),
                                 const Launch& launch) {
    // A trap jumps over this frame: what it holds is not freed then.
    auto* before = new std::vector<Copy>(copy_reachable(on));
    grid(launch, 0);
    auto* first = new std::vector<Copy>(copy_reachable(on));
    for (Copy& copy : *before) {
        std::copy(copy.bytes.begin(), copy.bytes.end(), copy.of);
        if (copy.shadow) copy.shadow->written = copy.written;
    }
    grid(launch, order);
    std::string difference;
    for (Copy& copy : *first)
        for (size_t i = 0; i < copy.bytes.size() && difference.empty(); i += 4)
            if (!agree(copy, i)) difference = "the result depends on the order of the threads, " + where(copy.of + i);
    delete before;
    delete first;
    return difference;
}
