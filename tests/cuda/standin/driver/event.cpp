// Events. One stands for the work that its stream had when it was recorded, last; who has begun to wait for it goes on
// waiting for that work if it is recorded again.
#include <algorithm>
#include <memory>
#include <set>

#include "capture.h"
#include "count.h"
#include "stream.h"

struct Event {
    StreamRef stream; // nothing: never recorded
    uint64_t upto = 0;
    std::shared_ptr<timespec> at;
    bool timed;
    CapturedPoint captured; // recorded in a stream that was capturing
};

static std::set<Event*>& events() {
    static auto* all = new std::set<Event*>;
    return *all;
}

static Event& event_of(CUevent handle) {
    if (!events().count((Event*)handle))
        throw Fault(CUDA_ERROR_INVALID_HANDLE, "an event that is none (or was destroyed)");
    return *(Event*)handle;
}

static Event& uncaptured(CUevent handle) {
    Event& event = event_of(handle);
    if (event.captured.capture)
        throw Fault(CUDA_ERROR_CAPTURED_EVENT, "the host asks for an event that was recorded in a capture");
    return event;
}

CUresult cuEventCreate(CUevent* event, unsigned flags) {
    return answer([=] {
        current_device();
        auto* made = new Event;
        made->timed = !(flags & CU_EVENT_DISABLE_TIMING);
        events().insert(made);
        *event = (CUevent)made;
    });
}

CUresult cuEventDestroy_v2(CUevent event) {
    return answer([=] {
        Event& old = event_of(event);
        events().erase(&old);
        delete &old;
    });
}

CUresult cuEventRecord(CUevent handle, CUstream stream) {
    return answer([=] {
        Event& event = event_of(handle);
        StreamRef in = stream_of(stream);
        event.captured = captured_point(*in);
        if (in->capture) return;
        auto at = std::make_shared<timespec>();
        submit(in, Kind::Order, [at] { clock_gettime(CLOCK_MONOTONIC, at.get()); });
        event.stream = in, event.upto = in->submitted, event.at = at;
    });
}

CUresult cuStreamWaitEvent(CUstream stream, CUevent handle, unsigned) {
    return answer([=] {
        Event& event = event_of(handle);
        StreamRef waits = stream_of(stream);
        if (event.captured.capture) return join_capture(waits, event.captured);
        if (!event.stream) return;
        forbid_wait_in_capture(*waits);
        submit_wait(waits, event.stream, event.upto);
    });
}

CUresult cuEventSynchronize(CUevent handle) {
    return answer([=] {
        Event& event = uncaptured(handle);
        count_synchronisation();
        if (event.stream) finish(*event.stream, event.upto);
    });
}

CUresult cuEventQuery(CUevent handle) {
    return answer([=] {
        Event& event = uncaptured(handle);
        if (!event.stream) return;
        if (event.stream->finished < event.upto) go_on(*event.stream);
        if (event.stream->finished < event.upto) throw Answer{CUDA_ERROR_NOT_READY};
    });
}

CUresult cuEventElapsedTime(float* milliseconds, CUevent start, CUevent end) {
    return answer([=] {
        Event &a = uncaptured(start), &b = uncaptured(end);
        if (!a.stream || !b.stream || !a.timed || !b.timed)
            throw Fault(CUDA_ERROR_INVALID_HANDLE,
                        "cuEventElapsedTime of an event that was not recorded, or made without timing");
        if (a.stream->finished < a.upto || b.stream->finished < b.upto) throw Answer{CUDA_ERROR_NOT_READY};
        *milliseconds = (b.at->tv_sec - a.at->tv_sec) * 1e3f + (b.at->tv_nsec - a.at->tv_nsec) * 1e-6f;
    });
}
