/*
 * Counts heap allocations of one process, for `deploy/allocations.sh`.
 *
 *     cc -O2 -shared -fPIC -o malloc-count.so malloc-count.c
 *     MALLOC_COUNT_FILE=count.txt LD_PRELOAD=./malloc-count.so program …
 *
 * Every call of malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc, memalign, valloc and pvalloc is one;
 * the count is written to the file named in MALLOC_COUNT_FILE when the process ends. The work itself is done by glibc
 * under the names it keeps for that, so nothing has to be looked up while the process is still starting.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_ullong call_count;

static void note_call(void) { atomic_fetch_add_explicit(&call_count, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    note_call();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note_call();
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    note_call();
    return __libc_realloc(block, size);
}

void *reallocarray(void *block, size_t count, size_t size) {
    size_t byte_count;
    note_call();
    if (__builtin_mul_overflow(count, size, &byte_count)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(block, byte_count);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    void *found;
    note_call();
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    found = __libc_memalign(alignment, size);
    if (found == NULL) return ENOMEM;
    *block = found;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    note_call();
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    note_call();
    return __libc_memalign(alignment, size);
}

void *valloc(size_t size) {
    note_call();
    return __libc_memalign((size_t)sysconf(_SC_PAGESIZE), size);
}

void *pvalloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    note_call();
    return __libc_memalign(page, (size + page - 1) / page * page);
}

__attribute__((destructor)) static void write_count(void) {
    unsigned long long count = atomic_load_explicit(&call_count, memory_order_relaxed);
    const char *path = getenv("MALLOC_COUNT_FILE");
    char line[32];
    int descriptor, length;
    if (path == NULL) return;
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0) return;
    length = snprintf(line, sizeof line, "%llu\n", count);
    if (write(descriptor, line, (size_t)length) != length) unlink(path);
    close(descriptor);
}
