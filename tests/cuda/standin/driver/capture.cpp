#include "capture.h"

#include <algorithm>

static std::vector<std::shared_ptr<Capture>> active;
static thread_local CUstreamCaptureMode thread_mode = CU_STREAM_CAPTURE_MODE_GLOBAL;

[[noreturn]] static void breaks(Capture& capture, CUresult code, const std::string& text) {
    capture.broken = true;
    throw Fault(code, text);
}

void forbid_in_capture(const char* call) {
    for (auto& capture : active) {
        bool own = capture->thread == std::this_thread::get_id();
        bool forbidden = capture->mode == CU_STREAM_CAPTURE_MODE_GLOBAL ||
                         (capture->mode == CU_STREAM_CAPTURE_MODE_THREAD_LOCAL && own);
        if (forbidden && thread_mode != CU_STREAM_CAPTURE_MODE_RELAXED)
            breaks(*capture, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, join(call, " while a stream captures"));
    }
}

void forbid_in_capture(Stream& stream, const char* call) {
    if (stream.capture)
        breaks(*stream.capture, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, join(call, " on a stream that captures"));
    if (&stream == stream.device->legacy.get()) forbid_beside_capture(stream);
}

void forbid_beside_capture(Stream& legacy) {
    for (auto& other : legacy.device->streams)
        if (other->capture && other->blocking)
            breaks(*other->capture, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT,
                   "work in the default stream while a blocking stream captures, which would wait for it");
}

void forbid_wait_in_capture(Stream& stream) {
    if (stream.capture)
        breaks(*stream.capture, CUDA_ERROR_STREAM_CAPTURE_ISOLATION,
               "a stream that captures waits for an event that was recorded outside of the capture");
}

void capture_work(Stream& stream, Kind kind, std::function<void()> work) {
    Capture& capture = *stream.capture;
    if (capture.broken) throw Answer{CUDA_ERROR_STREAM_CAPTURE_INVALIDATED};
    capture.graph.nodes.push_back({kind, std::move(work), nullptr});
    capture.after[&stream][&stream]++;
}

CapturedPoint captured_point(Stream& stream) {
    if (!stream.capture) return {};
    return {stream.capture, stream.capture->after[&stream]};
}

void join_capture(const StreamRef& stream, const CapturedPoint& point) {
    Capture& capture = *point.capture;
    if (std::find(active.begin(), active.end(), point.capture) == active.end())
        throw Fault(CUDA_ERROR_CAPTURED_EVENT, "a stream waits for an event of a capture that has ended");
    if (stream->capture && stream->capture != point.capture)
        breaks(*stream->capture, CUDA_ERROR_STREAM_CAPTURE_MERGE,
               "a stream that captures waits for an event of another capture");
    if (stream == stream->device->legacy)
        breaks(capture, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "the default stream cannot capture");
    if (!stream->capture) {
        stream->capture = point.capture;
        capture.streams.push_back(stream);
    }
    auto& known = capture.after[stream.get()];
    for (auto& [other, upto] : point.after) known[other] = std::max(known[other], upto);
}

CUresult cuStreamBeginCapture_v2(CUstream handle, CUstreamCaptureMode mode) {
    return answer([=] {
        StreamRef stream = stream_of(handle);
        if (stream == stream->device->legacy)
            throw Fault(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "the default stream cannot capture");
        if (stream->capture)
            throw Fault(CUDA_ERROR_INVALID_VALUE, "cuStreamBeginCapture on a stream that captures already");
        auto capture = std::make_shared<Capture>();
        capture->origin = stream.get(), capture->mode = mode, capture->thread = std::this_thread::get_id();
        capture->streams.push_back(stream);
        stream->capture = capture;
        active.push_back(capture);
    });
}

CUresult cuStreamEndCapture(CUstream handle, CUgraph* graph) {
    return answer([=] {
        *graph = nullptr;
        StreamRef stream = stream_of(handle);
        auto capture = stream->capture;
        if (!capture) throw Fault(CUDA_ERROR_INVALID_VALUE, "cuStreamEndCapture on a stream that does not capture");
        if (capture->origin != stream.get())
            breaks(*capture, CUDA_ERROR_STREAM_CAPTURE_UNMATCHED,
                   "cuStreamEndCapture on another stream than the capture began in");
        std::erase(active, capture);
        for (auto& other : capture->streams) other->capture = nullptr;
        if (capture->broken) throw Answer{CUDA_ERROR_STREAM_CAPTURE_INVALIDATED};
        auto& joined = capture->after[stream.get()];
        for (auto& other : capture->streams)
            if (joined[other.get()] < capture->after[other.get()][other.get()])
                throw Fault(
                    CUDA_ERROR_STREAM_CAPTURE_UNJOINED,
                    "the stream in which the capture began has not waited for the work of another stream in it");
        *graph = (CUgraph) new Graph(std::move(capture->graph));
    });
}

CUresult cuStreamIsCapturing(CUstream handle, CUstreamCaptureStatus* status) {
    return answer([=] {
        auto capture = stream_of(handle)->capture;
        *status = !capture          ? CU_STREAM_CAPTURE_STATUS_NONE
                  : capture->broken ? CU_STREAM_CAPTURE_STATUS_INVALIDATED
                                    : CU_STREAM_CAPTURE_STATUS_ACTIVE;
    });
}

CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode) {
    std::swap(*mode, thread_mode);
    return CUDA_SUCCESS;
}
