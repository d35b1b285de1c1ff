#include "stream.h"

#include <algorithm>
#include <map>
#include <utility>

#include "capture.h"
#include "count.h"
#include "settings.h"

static Stream* at_work = nullptr;

const Device& working_device() { return at_work ? *at_work->device : current_device(); }

static std::map<CUstream, StreamRef>& handles() {
    static auto* all = new std::map<CUstream, StreamRef>;
    return *all;
}

// The default stream that each host thread has for itself.
static StreamRef make_stream(Device& on, bool blocking) {
    static int number = 0;
    auto made = std::make_shared<Stream>(&on, ++number, blocking);
    on.streams.push_back(made);
    return made;
}

static StreamRef per_thread(Device& on) {
    static thread_local std::map<Device*, StreamRef> own;
    StreamRef& found = own[&on];
    if (!found) found = make_stream(on, true);
    return found;
}

StreamRef stream_of(CUstream handle) {
    const uintptr_t legacy = 1, thread = 2;  // CU_STREAM_LEGACY, CU_STREAM_PER_THREAD
    if (!handle || (uintptr_t)handle == legacy) return current_device().legacy;
    if ((uintptr_t)handle == thread) return per_thread(current_device());
    auto found = handles().find(handle);
    if (found == handles().end()) throw Fault(CUDA_ERROR_INVALID_HANDLE, "a stream that is none (or was destroyed)");
    return found->second;
}

static void step(Stream& stream) {
    Work next = std::move(stream.work.front());
    stream.work.pop_front();
    Stream* before = std::exchange(at_work, &stream);
    // After a fault the device does no more work, but what waits for it must not wait for ever.
    if (stream.device->error == CUDA_SUCCESS) try {
            next.run();
        } catch (const Fault& fault) {
            stream.device->error = report(fault.code, fault.what());
        }
    at_work = before;
    stream.finished++;
}

// A stream that waits for another finishes that one's work from within its own. That ends, for a piece of work waits only for what
// was submitted before it.
void finish(Stream& stream, uint64_t upto) {
    while (stream.finished < upto && !stream.work.empty()) step(stream);
}

static void forget_destroyed(Device& on) {
    std::erase_if(on.streams, [](const StreamRef& s) { return s->destroyed && s->work.empty(); });
}

void finish_all(Device& on) {
    std::vector<StreamRef> order = on.streams;
    if (settings().defer == 2) std::reverse(order.begin(), order.end());
    for (auto& stream : order) finish(*stream, stream->submitted);
    forget_destroyed(on);
}

void synchronise(Stream& stream) {
    count_synchronisation();
    finish(stream, stream.submitted);
}

static void push(Stream& stream, Kind kind, std::function<void()> work) {
    stream.work.push_back({kind, std::move(work)});
    stream.submitted++;
}

static void push_wait(Stream& stream, const StreamRef& other) {
    if (other->work.empty()) return;
    push(stream, Kind::Order, [other, upto = other->submitted] { finish(*other, upto); });
}

// The legacy default stream and the blocking streams of a device wait for each other.
static void order_with_legacy(Stream& stream) {
    if (&stream == stream.device->legacy.get()) {
        forbid_beside_capture(stream);
        for (auto& other : stream.device->streams)
            if (other->blocking && other.get() != &stream) push_wait(stream, other);
    } else if (stream.blocking)
        push_wait(stream, stream.device->legacy);
}

void submit(const StreamRef& to, Kind kind, std::function<void()> work) {
    if (to->capture) return capture_work(*to, kind, std::move(work));
    if (to->device->error != CUDA_SUCCESS) throw Answer{to->device->error};
    count_work(kind);
    order_with_legacy(*to);
    push(*to, kind, std::move(work));
    if (!settings().defer) finish(*to, to->submitted);
}

std::string pending_elsewhere() {
    size_t waiting = 0;
    for (int i = 0; settings().defer && i < settings().devices; i++)
        for (auto& stream : device(i).streams)
            if (stream.get() != at_work) waiting += stream->work.size();
    return waiting ? join(" (", waiting, " operations of other streams were not waited for)") : "";
}

CUresult cuStreamCreate(CUstream* stream, unsigned flags) {
    return answer([=] {
        StreamRef made = make_stream(current_device(), !(flags & CU_STREAM_NON_BLOCKING));
        *stream = (CUstream)made.get();
        handles()[*stream] = made;
    });
}

CUresult cuStreamCreateWithPriority(CUstream* stream, unsigned flags, int) { return cuStreamCreate(stream, flags); }

// What it still has to do is done later, as on the device.
CUresult cuStreamDestroy_v2(CUstream stream) {
    return answer([=] {
        StreamRef old = stream_of(stream);
        if (!handles().erase(stream)) throw Fault(CUDA_ERROR_INVALID_HANDLE, "cuStreamDestroy of a default stream");
        old->destroyed = true;
        forget_destroyed(*old->device);
    });
}

CUresult cuStreamSynchronize(CUstream stream) {
    return answer([=] {
        StreamRef waited = stream_of(stream);
        forbid_in_capture(*waited, "cuStreamSynchronize");
        // The legacy stream ends after the blocking ones before it.
        if (waited == waited->device->legacy)
            for (auto& other : waited->device->streams)
                if (other->blocking) finish(*other, other->submitted);
        synchronise(*waited);
    });
}

// Each question lets the stream do one piece of work, so that a loop that asks comes to an end.
CUresult cuStreamQuery(CUstream stream) {
    return answer([=] {
        StreamRef asked = stream_of(stream);
        forbid_in_capture(*asked, "cuStreamQuery");
        finish(*asked, asked->finished + 1);
        if (!asked->work.empty()) throw Answer{CUDA_ERROR_NOT_READY};
    });
}

CUresult cuCtxSynchronize() {
    return answer([] {
        forbid_in_capture("cuCtxSynchronize");
        count_synchronisation();
        finish_all(current_device());
    });
}

CUresult cuLaunchHostFunc(CUstream stream, CUhostFn function, void* data) {
    return answer([=] { submit(stream_of(stream), Kind::Order, [=] { function(data); }); });
}
