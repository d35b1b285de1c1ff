#include "stream.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <utility>

#include "capture.h"
#include "count.h"
#include "settings.h"

static Stream* at_work = nullptr;
static auto& moved = *new std::condition_variable_any; // some stream has gone on

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
    const uintptr_t legacy = 1, thread = 2; // CU_STREAM_LEGACY, CU_STREAM_PER_THREAD
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
    stream.busy = true;
    // After a fault the device does no more work, but what waits for it must not wait for ever.
    if (stream.device->error == CUDA_SUCCESS) try {
            next.run();
        } catch (const Fault& fault) {
            stream.device->error = report(fault.code, fault.what());
        }
    at_work = before;
    stream.busy = false;
    stream.finished++;
    moved.notify_all();
}

// Whether the stream can go on now. One that another thread is at work in, or that waits for what another thread has
// yet to submit, cannot. After a fault nothing is waited for.
static bool can_go_on(Stream& stream) {
    if (stream.busy || stream.work.empty()) return false;
    const Work& next = stream.work.front();
    return !next.ready || stream.device->error != CUDA_SUCCESS || next.ready();
}
static bool is_done(Stream& stream, uint64_t upto) { return stream.finished >= upto; }

void go_on(Stream& stream) {
    if (can_go_on(stream)) step(stream);
}

int incomplete_collectives = 0;

static bool reachable(Stream& stream, uint64_t upto) {
    if (!incomplete_collectives || is_done(stream, upto)) return true;
    if (stream.busy) return false;
    for (uint64_t i = 0; i < upto - stream.finished && i < stream.work.size(); i++)
        if (stream.work[i].ready && !stream.work[i].ready()) return false;
    return true;
}

// One piece of work of any stream, for another rank may wait for it.
static bool any_goes_on() {
    for (int i = 0; i < settings().devices; i++)
        for (auto& stream : std::vector<StreamRef>(device(i).streams))
            if (can_go_on(*stream)) return step(*stream), true;
    return false;
}

static void wait_for_others(Stream& stream, uint64_t upto) {
    Stream* mine = std::exchange(at_work, nullptr);
    std::unique_lock inside(door(), std::adopt_lock); // open while it waits
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(settings().patience);
    auto came = [&] { return is_done(stream, upto) || can_go_on(stream); };
    // Another thread says when something has moved; another process does not.
    while (!came() && std::chrono::steady_clock::now() < end)
        if (!any_goes_on()) moved.wait_for(inside, std::chrono::milliseconds(2));
    inside.release();
    at_work = mine;
    if (came()) return;
    const char* who =
        stream.busy ? "streams wait for each other, for " : "a collective waits for a rank that has not come for ";
    throw Fault(stream.device->error = CUDA_ERROR_LAUNCH_FAILED, join(who, settings().patience, " seconds"));
}

// A stream that waits for another finishes that one's work from within its own. That ends, for a piece of work waits
// only for what was submitted before it.
void finish(Stream& stream, uint64_t upto) {
    while (!is_done(stream, upto)) {
        if (!can_go_on(stream)) wait_for_others(stream, upto);
        go_on(stream);
    }
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

static void push(Stream& stream, Kind kind, std::function<void()> work, std::function<bool()> ready = nullptr) {
    stream.work.push_back({kind, std::move(work), std::move(ready)});
    stream.submitted++;
}

static void push_wait(Stream& stream, const StreamRef& other) {
    if (other->work.empty()) return;
    push(
        stream, Kind::Order, [other, upto = other->submitted] { finish(*other, upto); },
        [other, upto = other->submitted] { return reachable(*other, upto); });
}

void submit_wait(const StreamRef& waits, const StreamRef& other, uint64_t upto) {
    submit(
        waits, Kind::Order, [other, upto] { finish(*other, upto); }, [other, upto] { return reachable(*other, upto); });
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

void proceed(Stream& stream) {
    while (!settings().defer && can_go_on(stream)) step(stream);
    moved.notify_all();
}

void submit(const StreamRef& to, Kind kind, std::function<void()> work, std::function<bool()> ready) {
    if (to->capture) return capture_work(*to, kind, std::move(work));
    if (to->device->error != CUDA_SUCCESS) throw Answer{to->device->error};
    count_work(kind);
    order_with_legacy(*to);
    push(*to, kind, std::move(work), std::move(ready));
    proceed(*to);
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
        go_on(*asked);
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
