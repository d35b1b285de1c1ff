// Work that is captured into a graph, and its replay.
#include "cases.h"

static CUgraphExec executable(CUstream s) {
    CUgraph graph;
    CUgraphExec made;
    OK(cuStreamEndCapture(s, &graph));
    OK(cuGraphInstantiateWithFlags(&made, graph, 0));
    OK(cuGraphDestroy(graph));
    return made;
}

CASE(replay) {
    CUstream s = new_stream();
    CUdeviceptr x = numbers(), y = zeros(n);
    CUstreamCaptureStatus status;
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_GLOBAL));
    OK(cuStreamIsCapturing(s, &status));
    EXPECT(status == CU_STREAM_CAPTURE_STATUS_ACTIVE);
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(launch_in(s, "add", 8, 128, x, y, y, n));
    CUgraphExec graph = executable(s);
    OK(cuStreamIsCapturing(s, &status));
    EXPECT(status == CU_STREAM_CAPTURE_STATUS_NONE);
    EXPECT(read(x, n)[1] == 1); // captured work is not done
    for (int i = 0; i < 3; i++) OK(cuGraphLaunch(graph, s));
    OK(cuStreamSynchronize(s));
    EXPECT(read(x, n)[1] == 8);
    EXPECT(read(y, n)[1] == 2 + 4 + 8);
    OK(cuGraphExecDestroy(graph));
}
// A graph copies what lies in host memory when it is replayed.
CASE(replay_of_copies) {
    CUstream s = new_stream();
    CUdeviceptr x = zeros(1);
    float* host;
    OK(cuMemHostAlloc((void**)&host, 8, 0));
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
    OK(cuMemcpyHtoDAsync_v2(x, &host[0], 4, s));
    OK(launch_in(s, "scale", 1, 1, x, 2.0f, 1));
    OK(cuMemcpyDtoHAsync_v2(&host[1], x, 4, s));
    OK(cuMemsetD32Async(x, 0, 1, s));
    CUgraphExec graph = executable(s);
    for (int i = 0; i < 3; i++) {
        host[0] = i;
        OK(cuGraphLaunch(graph, s));
        OK(cuStreamSynchronize(s));
        EXPECT(host[1] == 2 * i);
    }
}
CASE(capture_of_two_streams) {
    CUstream a = new_stream(), b = new_stream();
    CUevent fork = new_event(), join = new_event();
    CUdeviceptr x = numbers(), y = numbers();
    OK(cuStreamBeginCapture_v2(a, CU_STREAM_CAPTURE_MODE_GLOBAL));
    OK(cuEventRecord(fork, a));
    OK(cuStreamWaitEvent(b, fork, 0));
    OK(launch_in(b, "scale", 8, 128, y, 2.0f, n));
    OK(launch_in(a, "scale", 8, 128, x, 3.0f, n));
    OK(cuEventRecord(join, b));
    OK(cuStreamWaitEvent(a, join, 0));
    OK(launch_in(a, "add", 8, 128, x, y, x, n));
    CUgraph graph;
    OK(cuStreamEndCapture(a, &graph));
    size_t nodes;
    OK(cuGraphGetNodes(graph, nullptr, &nodes));
    EXPECT(nodes == 3);
    CUgraphExec run;
    OK(cuGraphInstantiateWithFlags(&run, graph, 0));
    OK(cuGraphLaunch(run, b));
    OK(cuStreamSynchronize(b));
    EXPECT(read(x, n)[1] == 5);
}
CASE(capture_not_joined) {
    CUstream a = new_stream(), b = new_stream();
    CUevent fork = new_event();
    CUdeviceptr y = numbers();
    OK(cuStreamBeginCapture_v2(a, CU_STREAM_CAPTURE_MODE_GLOBAL));
    OK(cuEventRecord(fork, a));
    OK(cuStreamWaitEvent(b, fork, 0));
    OK(launch_in(b, "scale", 8, 128, y, 2.0f, n));
    CUgraph graph;
    if (cuStreamEndCapture(a, &graph) == CUDA_ERROR_STREAM_CAPTURE_UNJOINED) exit(1);
}
CASE(wait_for_work_outside_of_the_capture) {
    CUstream a = new_stream(), b = new_stream();
    CUevent e = new_event();
    OK(launch_in(b, "scale", 8, 128, numbers(), 2.0f, n));
    OK(cuEventRecord(e, b));
    OK(cuStreamBeginCapture_v2(a, CU_STREAM_CAPTURE_MODE_GLOBAL));
    if (cuStreamWaitEvent(a, e, 0) == CUDA_ERROR_STREAM_CAPTURE_ISOLATION) exit(1);
}
CASE(synchronisation_in_a_capture) {
    CUstream s = new_stream();
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_GLOBAL));
    EXPECT(cuStreamSynchronize(s) == CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    CUstreamCaptureStatus status;
    OK(cuStreamIsCapturing(s, &status));
    EXPECT(status == CU_STREAM_CAPTURE_STATUS_INVALIDATED);
    CUgraph graph;
    if (cuStreamEndCapture(s, &graph) == CUDA_ERROR_STREAM_CAPTURE_INVALIDATED && !graph) exit(1);
}
CASE(allocation_in_a_capture) {
    CUdeviceptr x;
    OK(cuStreamBeginCapture_v2(new_stream(), CU_STREAM_CAPTURE_MODE_GLOBAL));
    if (cuMemAlloc_v2(&x, 4) == CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED) exit(1);
}
CASE(allocation_in_a_relaxed_capture) {
    CUdeviceptr x;
    OK(cuStreamBeginCapture_v2(new_stream(), CU_STREAM_CAPTURE_MODE_RELAXED));
    OK(cuMemAlloc_v2(&x, 4));
    exit(0);
}
CASE(default_stream_beside_a_capture) {
    CUstream s;
    OK(cuStreamCreate(&s, CU_STREAM_DEFAULT));
    CUdeviceptr x = numbers();
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_RELAXED));
    if (launch("scale", 8, 128, x, 2.0f, n) == CUDA_ERROR_STREAM_CAPTURE_IMPLICIT) exit(1);
}
CASE(replay_after_free) {
    CUstream s = new_stream();
    CUdeviceptr x = numbers();
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_GLOBAL));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    CUgraphExec graph = executable(s);
    OK(cuGraphLaunch(graph, s));
    OK(cuStreamSynchronize(s));
    OK(cuMemFree_v2(x));
    cuGraphLaunch(graph, s);
}
CASE(graph_used_after_it_was_destroyed) {
    CUstream s = new_stream();
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_GLOBAL));
    CUgraphExec graph = executable(s);
    OK(cuGraphExecDestroy(graph));
    if (cuGraphLaunch(graph, s)) exit(1);
}

// 3 launches, 2 of them in a graph that is run twice; 1 copy to the device by `numbers` and 1 back, each of which
// waits.
CASE(counting) {
    CUstream s = new_stream();
    CUdeviceptr x = numbers();
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(cuStreamBeginCapture_v2(s, CU_STREAM_CAPTURE_MODE_GLOBAL));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    CUgraphExec graph = executable(s);
    OK(cuGraphLaunch(graph, s));
    OK(cuGraphLaunch(graph, s));
    OK(cuStreamSynchronize(s));
    EXPECT(read(x, n)[1] == 32);
    StandinCounts counts;
    standin_counts(&counts);
    EXPECT(counts.launches == 1 && counts.launches_in_graphs == 4 && counts.synchronisations == 3);
    OK(cuMemFree_v2(x));
    exit(0);
}
