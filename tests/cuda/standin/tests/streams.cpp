// Streams and events.
#include "cases.h"

CASE(not_waited_for) {
    CUdeviceptr x = numbers(), out;
    OK(cuMemAlloc_v2(&out, n * 4));
    CUstream s = new_stream();
    OK(launch_in(s, "add", 8, 128, x, x, out, n));
    std::vector<float> values(n);
    if (cuMemcpyDtoH_v2(values.data(), out, n * 4)) exit(1);
    EXPECT(values[3] == 6);
}
CASE(waited_for) {
    CUdeviceptr x = numbers(), out;
    OK(cuMemAlloc_v2(&out, n * 4));
    CUstream s = new_stream();
    OK(launch_in(s, "add", 8, 128, x, x, out, n));
    OK(cuStreamSynchronize(s));
    EXPECT(read(out, n)[3] == 6);
}
CASE(blocking_streams_wait_for_the_default_stream) {
    CUstream s;
    OK(cuStreamCreate(&s, CU_STREAM_DEFAULT));
    CUdeviceptr x = numbers();
    OK(launch("scale", 8, 128, x, 2.0f, n));
    OK(launch_in(s, "scale", 8, 128, x, 3.0f, n));
    EXPECT(read(x, n)[1] == 6);
    OK(cuStreamDestroy_v2(s));
}
// The event means the work that was before it when the wait was asked for, whatever it is recorded for later.
CASE(event_recorded_again) {
    CUstream a = new_stream(), b = new_stream(), c = new_stream();
    CUevent e = new_event();
    CUdeviceptr x = numbers(), y, z = numbers();
    OK(cuMemAlloc_v2(&y, n * 4));
    OK(launch_in(a, "add", 8, 128, x, x, y, n));
    OK(cuEventRecord(e, a));
    OK(cuStreamWaitEvent(b, e, 0));
    OK(cuEventRecord(e, c));
    OK(launch_in(b, "add", 8, 128, y, y, z, n));
    OK(cuStreamSynchronize(b));
    EXPECT(read(z, n)[1] == 4);
}
// As dfdx uses two streams and one event: each waits for what the other has, again and again.
CASE(two_streams_in_turn) {
    CUstream par = new_stream();
    CUevent e = new_event();
    CUdeviceptr x = numbers();
    for (int i = 0; i < 4; i++) {
        CUdeviceptr info;
        OK(cuMemAllocAsync(&info, n * 4, nullptr));
        OK(cuMemcpyDtoDAsync_v2(info, x, n * 4, nullptr));
        OK(cuEventRecord(e, nullptr));
        OK(cuStreamWaitEvent(par, e, 0));
        OK(launch_in(par, "add", 8, 128, info, info, x, n));
        OK(cuEventRecord(e, par));
        OK(cuStreamWaitEvent(nullptr, e, 0));
        OK(cuMemFreeAsync(info, nullptr));
    }
    EXPECT(read(x, n)[1] == 16);
}
CASE(queries) {
    CUstream s = new_stream();
    CUevent start, end;
    OK(cuEventCreate(&start, CU_EVENT_DEFAULT));
    OK(cuEventCreate(&end, CU_EVENT_DEFAULT));
    EXPECT(cuEventQuery(end) == CUDA_SUCCESS);
    CUdeviceptr x = numbers();
    OK(cuEventRecord(start, s));
    OK(launch_in(s, "scale", 8, 128, x, 2.0f, n));
    OK(cuEventRecord(end, s));
    int asked = 0;
    while (cuEventQuery(end) == CUDA_ERROR_NOT_READY) asked++;
    EXPECT(asked <= 3);
    float ms = -1;
    OK(cuEventElapsedTime(&ms, start, end));
    EXPECT(ms >= 0);
    EXPECT(cuStreamQuery(s) == CUDA_SUCCESS);
    int called = 0;
    OK(cuLaunchHostFunc(s, [](void* count) { ++*(int*)count; }, &called));
    OK(cuStreamSynchronize(s));
    EXPECT(called == 1);
}
CASE(destroyed_stream) {
    CUstream s = new_stream();
    OK(cuStreamDestroy_v2(s));
    if (launch_in(s, "scale", 8, 128, numbers(), 2.0f, n)) exit(1);
}
// The youngest stream does its work first if nothing says otherwise, which is seen with CUDA_STANDIN_DEFER=2.
CASE(order_of_streams) {
    CUdeviceptr x = numbers();
    OK(launch_in(new_stream(), "scale", 8, 128, x, 0.0f, n));
    OK(launch_in(new_stream(), "write_at", 1, 1, x, 1l));
    OK(cuCtxSynchronize());
    EXPECT(read(x, n)[1] == 1);
}
