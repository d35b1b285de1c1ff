// Streams whose work becomes a graph instead of being done.
#pragma once
#include "stream.h"

#include <map>
#include <thread>

struct Graph {
    std::vector<Work> nodes; // in the order of capture, which respects every dependency
};

struct Capture {
    Graph graph;
    Stream* origin;
    CUstreamCaptureMode mode;
    std::thread::id thread;
    bool broken = false;
    std::vector<StreamRef> streams;
    // How much of each stream's work the latest work of a stream comes after: what was not joined is found by it.
    std::map<Stream*, std::map<Stream*, uint64_t>> after;
};

// A place in a capture that an event stands for.
struct CapturedPoint {
    std::shared_ptr<Capture> capture;
    std::map<Stream*, uint64_t> after;
};

void capture_work(Stream& stream, Kind kind, std::function<void()> work);
CapturedPoint captured_point(Stream& stream);
// `stream` waits for a captured event: it is part of the capture from now on.
void join_capture(const StreamRef& stream, const CapturedPoint& point);

// Each faults, and breaks the capture, where the call must not be made: while any capture goes on that forbids it to
// this thread, on a stream that captures, and in the legacy stream while a blocking stream captures.
void forbid_in_capture(const char* call);
void forbid_in_capture(Stream& stream, const char* call);
void forbid_beside_capture(Stream& legacy);
void forbid_wait_in_capture(Stream& stream);
