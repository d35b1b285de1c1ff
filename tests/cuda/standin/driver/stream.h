// Streams and events. Work is done by the host thread that submits it, at once, or with CUDA_STANDIN_DEFER when
// something waits for it and not before.
#pragma once
#include "device.h"

#include <cstdint>
#include <ctime>
#include <deque>
#include <functional>
#include <memory>

struct Capture;

// What a piece of work is, for counting.
enum class Kind { Kernel, Product, Copy, Fill, Graph, Collective, Order };

struct Work {
    Kind kind;
    std::function<void()> run;
    std::function<bool()> ready = nullptr; // whether what other threads have to submit is there; nothing: at once
};

struct Stream {
    Device* device;
    int number;    // of those of its device; 0 is the legacy default stream
    bool blocking; // waits for the legacy stream, and it for this one
    bool destroyed = false;
    bool busy = false; // in the middle of a piece of work
    std::deque<Work> work;
    uint64_t submitted = 0, finished = 0;
    std::shared_ptr<Capture> capture; // what is submitted becomes part of a graph

    Stream(Device* device, int number, bool blocking) : device(device), number(number), blocking(blocking) {}
};
using StreamRef = std::shared_ptr<Stream>;

// The stream of a handle; nothing stands for the default stream of the current device.
StreamRef stream_of(CUstream handle);
void submit(const StreamRef& to, Kind kind, std::function<void()> work, std::function<bool()> ready = nullptr);
// Does what can be done, if work is not deferred: something may have become ready.
void proceed(Stream& stream);
// Everything that was submitted to it until its `upto`th piece of work.
void finish(Stream& stream, uint64_t upto);
// `finish` as a piece of work of `waits`: it can be done when nothing before it lacks what other threads have yet to
// submit.
void submit_wait(const StreamRef& waits, const StreamRef& other, uint64_t upto);
// Its next piece of work, if that can be done now.
void go_on(Stream& stream);
void finish_all(Device& device);
// How many collectives lack a rank, of all streams.
extern int incomplete_collectives;
// What the host waits for: a synchronisation that is counted.
void synchronise(Stream& stream);
// The device whose work is being done.
const Device& working_device();
// ": nothing has waited for ..." if work waits in streams other than the one at work.
std::string pending_elsewhere();
