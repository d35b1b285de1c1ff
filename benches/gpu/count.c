// Counts what a program asks of a CUDA device, and how long the device works on it if COUNT_TIMES is set: for LD_PRELOAD, in
// front of the driver and of cuBLAS. At the end one line of JSON goes to the file that COUNT_FILE names. What cuBLAS asks of the
// driver is not seen; a product is.
//
// The time of a launch is that between two events around it. Where the device has nothing else to do, what the launch itself
// takes to reach it is a part of that, so that the sum is the most that the device can have worked.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef int result;
typedef void *handle;
typedef unsigned long long address;

enum { LAUNCHES, PRODUCTS, GRAPHS, COPIES, FILLS, WAITS, KINDS };
static const char *const names[KINDS] = {"launches", "products", "graphs", "copies", "fills", "waits"};
static long counts[KINDS];

// Events that nobody has read yet, in pairs.
enum { PENDING = 4096 };
static handle pending[PENDING][2];
static int used;
static double milliseconds;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int inside;

// The driver's own function of this name, and NULL if there is none.
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

#define CALL(name, ...) ((result (*)())real(#name))(__VA_ARGS__)

static void read_pending(void) {
    for (int i = 0; i < used; i++) {
        float took = 0;
        CALL(cuEventSynchronize, pending[i][1]);
        if (CALL(cuEventElapsedTime, &took, pending[i][0], pending[i][1]) == 0) milliseconds += took;
        for (int end = 0; end < 2; end++) CALL(cuEventDestroy_v2, pending[i][end]);
    }
    used = 0;
}

// What nobody has waited for before the end is not in the time: the driver may have ended by now.
__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("COUNT_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "{");
    for (int kind = 0; kind < KINDS; kind++) fprintf(file, "\"%s\": %ld, ", names[kind], counts[kind]);
    fprintf(file, "\"device_ms\": %.4f}\n", milliseconds);
    fclose(file);
}

static int is_captured(handle stream) {
    int status = 0;
    result (*ask)(handle, int *) = (result (*)(handle, int *))real("cuStreamIsCapturing");
    return ask && ask(stream, &status) == 0 && status != 0;
}

// Whether the time of what comes next on the stream is taken.
static int begin(int kind, handle stream) {
    counts[kind]++;
    if (inside || !getenv("COUNT_TIMES") || is_captured(stream)) return 0;
    pthread_mutex_lock(&lock);
    if (used == PENDING) read_pending();
    for (int end = 0; end < 2; end++) CALL(cuEventCreate, &pending[used][end], 0);
    CALL(cuEventRecord, pending[used][0], stream);
    inside = 1;
    return 1;
}

static void end(int timed, handle stream) {
    if (!timed) return;
    CALL(cuEventRecord, pending[used++][1], stream);
    inside = 0;
    pthread_mutex_unlock(&lock);
}

static handle stream_of(handle blas) {
    handle stream = NULL;
    result (*ask)(handle, handle *) = (result (*)(handle, handle *))real("cublasGetStream_v2");
    if (ask) ask(blas, &stream);
    return stream;
}

// A function that takes these parameters, is of this kind, and works on this stream.
#define WORK(kind, stream, name, parameters, ...)                                                                              \
    result name parameters {                                                                                                   \
        handle on = stream;                                                                                                    \
        int timed = begin(kind, on);                                                                                           \
        result answer = ((result(*) parameters)real(#name))(__VA_ARGS__);                                                      \
        end(timed, on);                                                                                                        \
        return answer;                                                                                                         \
    }

WORK(LAUNCHES, stream, cuLaunchKernel,
     (handle function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, handle stream,
      void **parameters, void **extra),
     function, gx, gy, gz, bx, by, bz, shared, stream, parameters, extra)
WORK(GRAPHS, stream, cuGraphLaunch, (handle graph, handle stream), graph, stream)
WORK(COPIES, stream, cuMemcpyDtoDAsync_v2, (address to, address from, size_t bytes, handle stream), to, from, bytes, stream)
WORK(COPIES, stream, cuMemcpyHtoDAsync_v2, (address to, const void *from, size_t bytes, handle stream), to, from, bytes, stream)
WORK(COPIES, stream, cuMemcpyDtoHAsync_v2, (void *to, address from, size_t bytes, handle stream), to, from, bytes, stream)
WORK(FILLS, stream, cuMemsetD8Async, (address to, unsigned char byte, size_t n, handle stream), to, byte, n, stream)
WORK(FILLS, stream, cuMemsetD32Async, (address to, unsigned word, size_t n, handle stream), to, word, n, stream)

#define PRODUCT(name, real)                                                                                                    \
    WORK(PRODUCTS, stream_of(blas), name,                                                                                      \
         (handle blas, int ta, int tb, int m, int n, int k, const real *alpha, const real *a, int lda, const real *b, int ldb, \
          const real *beta, real *c, int ldc),                                                                                 \
         blas, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
#define PRODUCTS_OF(name, real)                                                                                                \
    WORK(PRODUCTS, stream_of(blas), name,                                                                                      \
         (handle blas, int ta, int tb, int m, int n, int k, const real *alpha, const real *a, int lda, long long sa,           \
          const real *b, int ldb, long long sb, const real *beta, real *c, int ldc, long long sc, int batch),                  \
         blas, ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc, batch)
PRODUCT(cublasSgemm_v2, float)
PRODUCT(cublasDgemm_v2, double)
PRODUCTS_OF(cublasSgemmStridedBatched, float)
PRODUCTS_OF(cublasDgemmStridedBatched, double)

#define WAIT(name, parameters, ...)                                                                                            \
    result name parameters {                                                                                                   \
        counts[WAITS]++;                                                                                                       \
        result answer = ((result(*) parameters)real(#name))(__VA_ARGS__);                                                      \
        pthread_mutex_lock(&lock);                                                                                             \
        read_pending();                                                                                                        \
        pthread_mutex_unlock(&lock);                                                                                           \
        return answer;                                                                                                         \
    }
WAIT(cuStreamSynchronize, (handle stream), stream)
WAIT(cuCtxSynchronize, (void))
WAIT(cuEventSynchronize, (handle event), event)

