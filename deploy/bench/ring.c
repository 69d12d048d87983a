/* Readings handed from one thread to another by a ring: what `spotward-bench ring` does, in plain C.
 *
 *     ring bell|spin|alone READINGS BATCH CAPACITY
 *
 * bell: an eventfd a batch wakes the other thread, which sleeps in read(2). spin: nobody sleeps. alone: one thread.
 * The element is as large as the daemon's, and its two fields that are summed are written anew for each.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* What LiveInput takes; ring.py gives it. */
#ifndef ELEMENT_BYTES
#define ELEMENT_BYTES 80
#endif

struct reading {            /* ReadingSet, the source, the instant and the case */
    double value[4];
    int64_t measured_at;
    int64_t at;
    uint16_t source, quality;
    uint8_t given, signal, has_measured_at, kind;
    char rest[ELEMENT_BYTES - 56];
};

struct ring {
    struct reading *slots;
    size_t capacity;
    alignas(128) _Atomic size_t pushed;
    alignas(128) _Atomic size_t popped;
    alignas(128) size_t end;
};

struct giver { struct ring *ring; size_t pushed, popped_seen; };
struct taker { struct ring *ring; size_t popped, pushed_seen, count, looks; int64_t instants; double spo2; };

static int bell_fd = -1;
static size_t total;
static int sleeps;

static inline int push(struct giver *self, const struct reading *reading)
{
    struct ring *ring = self->ring;
    if (self->pushed - self->popped_seen == ring->capacity) {
        self->popped_seen = atomic_load_explicit(&ring->popped, memory_order_acquire);
        if (self->pushed - self->popped_seen == ring->capacity) return 0;
    }
    ring->slots[self->pushed & (ring->capacity - 1)] = *reading;
    self->pushed++;
    atomic_store_explicit(&ring->pushed, self->pushed, memory_order_release);
    return 1;
}

static inline int pop(struct taker *self, struct reading *reading)
{
    struct ring *ring = self->ring;
    if (self->popped == self->pushed_seen) {
        self->pushed_seen = atomic_load_explicit(&ring->pushed, memory_order_acquire);
        if (self->popped == self->pushed_seen) return 0;
    }
    *reading = ring->slots[self->popped & (ring->capacity - 1)];
    self->popped++;
    atomic_store_explicit(&ring->popped, self->popped, memory_order_release);
    return 1;
}

static size_t drain(struct taker *self)
{
    struct reading reading;
    self->looks++;
    while (pop(self, &reading)) {
        self->count++;
        self->instants += reading.at;
        if (reading.given & 1) self->spo2 += reading.value[0];
    }
    return self->count;
}

static void ring_bell(void)
{
    uint64_t one = 1;
    if (write(bell_fd, &one, sizeof one) != sizeof one) exit(2);
}

static void *take_all(void *argument)
{
    struct taker *self = argument;
    int idle = 0;
    for (;;) {
        if (sleeps) {
            uint64_t rings;
            if (read(bell_fd, &rings, sizeof rings) != sizeof rings) exit(2);
        }
        size_t before = self->count;
        if (drain(self) == total) return NULL;
        idle = self->count == before ? idle + 1 : 0;
        if (!sleeps && idle >= 64) {
            sched_yield();
            idle = 0;
        }
    }
}

static int64_t nanoseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: ring bell|spin|alone READINGS BATCH CAPACITY\n");
        return 2;
    }
    total = strtoull(argv[2], NULL, 10);
    size_t batch = strtoull(argv[3], NULL, 10);
    int alone = !strcmp(argv[1], "alone");
    sleeps = !strcmp(argv[1], "bell");
    struct ring *ring = aligned_alloc(128, sizeof *ring);
    memset(ring, 0, sizeof *ring);
    ring->capacity = strtoull(argv[4], NULL, 10);
    ring->slots = malloc(ring->capacity * sizeof *ring->slots);
    struct giver giver = {.ring = ring};
    struct taker taker = {.ring = ring};

    int64_t wall = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    pthread_t thread;
    if (sleeps) bell_fd = eventfd(0, EFD_CLOEXEC);
    if (!alone && pthread_create(&thread, NULL, take_all, &taker)) return 2;
    struct reading reading = {.value = {0, 120}, .source = 3, .given = 3};
    for (size_t given = 0; given < total;) {
        size_t end = given + batch < total ? given + batch : total;
        for (; given < end; given++) {
            reading.value[0] = (double)(given & 63);
            reading.at = (int64_t)given;
            while (!push(&giver, &reading)) {
                if (sleeps) ring_bell();
                if (alone) drain(&taker);
                else sched_yield();
            }
        }
        if (sleeps) ring_bell();
        if (alone) drain(&taker);
    }
    if (!alone) pthread_join(thread, NULL);
    wall = nanoseconds(CLOCK_MONOTONIC) - wall;
    cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (taker.count != total || taker.instants != (int64_t)total * ((int64_t)total - 1) / 2) {
        fprintf(stderr, "ring: what came out is not what went in\n");
        return 2;
    }
    printf("{\"readings\":%zu,\"element_bytes\":%zu,\"wall_ns\":%lld,\"cpu_ns\":%lld,\"looks\":%zu,\"spo2\":%.0f}\n",
           total, sizeof reading, (long long)wall, (long long)cpu, taker.looks, taker.spo2);
    return 0;
}
