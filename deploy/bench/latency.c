/* What spotward-bench's `latency` is measured against, and what both are fed by.
 *
 *     cc -O3 -o latency latency.c -lpthread
 *     ./latency send pty|pipe WIRES LINES_A_SECOND FOLDER    makes wires, feeds them until told to stop
 *     ./latency read pty|pipe WIRES FOLDER                   a thread a wire, blocked in read(2), decides each line
 *     ./latency rows COUNT FILE                              a file of readings of hours ago, for bulk
 *     ./latency sleep COUNT                                  how late clock_nanosleep is, microseconds
 *
 * A line is a Bluetooth oximetry value as a gateway forwards it: "2a5f 00 cd f3 8c f3". SpO2 and pulse in tenths carry
 * the line's number, modulo 16,000. Who feeds writes when each line was written into FOLDER/sent, who reads when each was
 * decided into FOLDER/decided: nanoseconds of CLOCK_MONOTONIC, a row of LINES for each wire.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { CODES = 16000, LINES = 1 << 15, WIRES = 64 };

static void fail(const char *what) { fprintf(stderr, "latency: %s: %s\n", what, strerror(errno)); exit(2); }

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t *stamps(const char *folder, const char *name, int wires) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    size_t size = (size_t)wires * LINES * sizeof(int64_t);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, (off_t)size)) fail(path);
    int64_t *all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (all == MAP_FAILED) fail(path);
    close(file);
    return all;
}

static void wire_path(char *path, size_t size, const char *folder, int wire) {
    snprintf(path, size, "%s/wire-%02d", folder, wire);
}

/* ---- send ---- */

static int make_wire(const char *kind, const char *folder, int wire) {
    char path[512], slave_path[128];
    wire_path(path, sizeof path, folder, wire);
    int end, slave;
    if (!strcmp(kind, "pipe")) {
        if (mkfifo(path, 0600)) fail(path);
        end = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (end < 0) fail(path);
        return end;
    }
    struct termios raw;
    memset(&raw, 0, sizeof raw);
    if (openpty(&end, &slave, slave_path, NULL, NULL)) fail("openpty");
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);   /* stays open, so that a reader that goes hangs nothing up */
    if (symlink(slave_path, path) || fcntl(end, F_SETFL, O_NONBLOCK)) fail(path);
    return end;
}

static int told(char *line, size_t size, int wait) {
    struct pollfd in = {0, POLLIN, 0};
    if (poll(&in, 1, wait) <= 0) return 0;
    if (!fgets(line, (int)size, stdin)) exit(0);
    return 1;
}

static int send_lines(const char *kind, int wires, long rate, const char *folder) {
    int ends[WIRES];
    char word[64];
    for (int wire = 0; wire < wires; wire++) ends[wire] = make_wire(kind, folder, wire);
    int64_t *sent = stamps(folder, "sent", wires);
    puts("ready");
    fflush(stdout);
    told(word, sizeof word, -1);
    long count = 0, stuck = 0, late = 0;
    int64_t step = 1000000000LL / rate, due = now() + step;
    for (;; count++, due += step) {
        if (count % 64 == 0 && told(word, sizeof word, 0)) break;
        long number = count / wires;
        int wire = (int)(count % wires);
        if (number >= LINES) break;
        int code = (int)(number % CODES);
        unsigned spo2 = 0xF000u | (unsigned)(960 + code % 40), pulse = 0xF000u | (unsigned)(900 + code / 40);
        char line[64];
        int length = sprintf(line, "2a5f 00 %02x %02x %02x %02x\n", spo2 & 255, spo2 >> 8, pulse & 255, pulse >> 8);
        struct timespec at = {due / 1000000000, due % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {}
        int64_t *stamp = &sent[(size_t)wire * LINES + number];
        *stamp = now();
        if (*stamp - due > 1000000) late++;
        if (write(ends[wire], line, (size_t)length) != length) { *stamp = 0; stuck++; }
    }
    printf("{\"sent\": %ld, \"stuck\": %ld, \"late_by_1_ms\": %ld}\n", count, stuck, late);
    fflush(stdout);
    while (fgets(word, sizeof word, stdin)) {}   /* the wires stay until whoever reads them is done */
    return 0;
}

/* ---- read: task T's decision on each line, by a thread blocked in read(2) ---- */

typedef struct { int64_t since, last; int state; } Channel;
typedef struct { int fd; int64_t *decided; long number; Channel spo2, pulse; long transitions; } Wire;

static int score_spo2(unsigned tenths) { return tenths >= 950 ? 0 : tenths >= 920 ? 1 : tenths >= 900 ? 2 : 3; }
static int score_pulse(unsigned tenths) {
    return tenths < 600 ? 3 : tenths < 700 ? 2 : tenths < 900 ? 1 : tenths <= 1400 ? 0 : tenths <= 1500 ? 1 : 2;
}

/* Raised after 15 s at 2 or more, cleared after 30 s at 0. */
static void judge(Wire *wire, Channel *channel, int score, int64_t at) {
    enum { QUIET, PENDING, STANDING, CLEARING };
    switch (channel->state) {
    case QUIET: if (score >= 2) { channel->state = PENDING; channel->since = at; } break;
    case PENDING:
        if (score < 2) channel->state = QUIET;
        else if (at - channel->since >= 15000000000LL) { channel->state = STANDING; wire->transitions++; }
        break;
    case STANDING: if (score == 0) { channel->state = CLEARING; channel->since = at; } break;
    case CLEARING:
        if (score) channel->state = STANDING;
        else if (at - channel->since >= 30000000000LL) { channel->state = QUIET; wire->transitions++; }
    }
    channel->last = at;
}

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

static int byte_at(const char *text) {
    int high = hex(text[0]), low = hex(text[1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static void decide(Wire *wire, const char *line, long length, int64_t at) {
    if (length < 19 || memcmp(line, "2a5f 00 ", 8)) return;
    int bytes[4];
    for (int i = 0; i < 4; i++) if ((bytes[i] = byte_at(line + 8 + 3 * i)) < 0) return;
    unsigned spo2 = (unsigned)(bytes[0] | bytes[1] << 8) & 0xFFF, pulse = (unsigned)(bytes[2] | bytes[3] << 8) & 0xFFF;
    judge(wire, &wire->spo2, score_spo2(spo2), at);
    judge(wire, &wire->pulse, score_pulse(pulse), at);
    long code = (long)(pulse - 900) * 40 + (long)spo2 - 960;
    wire->number += ((code - wire->number) % CODES + CODES) % CODES;
    if (wire->number < LINES) wire->decided[wire->number] = now();
}

static void *read_wire(void *argument) {
    Wire *wire = argument;
    char buffer[4096];
    long held = 0;
    for (;;) {
        long count = read(wire->fd, buffer + held, sizeof buffer - (size_t)held);
        if (count <= 0) return NULL;
        int64_t at = now();
        long start = 0;
        held += count;
        for (char *end; (end = memchr(buffer + start, '\n', (size_t)(held - start))); start = end - buffer + 1)
            decide(wire, buffer + start, end - buffer - start, at);
        memmove(buffer, buffer + start, (size_t)(held - start));
        held = held - start == (long)sizeof buffer ? 0 : held - start;
    }
}

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int read_lines(const char *kind, int wires, const char *folder) {
    static Wire all[WIRES];
    int64_t *decided = stamps(folder, "decided", wires);
    for (int wire = 0; wire < wires; wire++) {
        char path[512];
        wire_path(path, sizeof path, folder, wire);
        /* A pipe's other end is open for both, so it never ends. */
        all[wire].fd = open(path, O_RDONLY | O_NOCTTY);
        if (all[wire].fd < 0) fail(path);
        all[wire].decided = decided + (size_t)wire * LINES;
        if (!strcmp(kind, "pty")) {
            struct termios raw;
            tcgetattr(all[wire].fd, &raw);
            cfmakeraw(&raw);
            tcsetattr(all[wire].fd, TCSANOW, &raw);
        }
        pthread_t thread;
        if (pthread_create(&thread, NULL, read_wire, &all[wire])) fail("pthread_create");
    }
    char word[64];
    puts("started");
    fflush(stdout);
    told(word, sizeof word, -1);
    double before = cpu();
    int64_t begun = now();
    told(word, sizeof word, -1);
    int64_t ended = now();
    printf("{\"begun\": %lld, \"ended\": %lld, \"cpu\": %.6f}\n", (long long)begun, (long long)ended, cpu() - before);
    fflush(stdout);
    _exit(0);
}

/* ---- rows and sleep ---- */

static int write_rows(long count, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) fail(path);
    static char buffer[1 << 20];
    setvbuf(file, buffer, _IOFBF, sizeof buffer);
    fputs("measured_at,child,spo2,hr,temp\n", file);
    /* A reading a second of each of 40 children, up to an hour ago: a file of the past, as so long a file must be. */
    time_t end = time(NULL) - 3600, start = end - count / 40;
    unsigned seed = 1;
    char stamp[32] = "";
    for (long row = 0; row < count; row++) {
        if (row % 40 == 0) {
            time_t at = start + row / 40;
            struct tm parts;
            gmtime_r(&at, &parts);
            strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &parts);
        }
        seed = seed * 1664525u + 1013904223u;
        fprintf(file, "%s,adm-%02ld,%u,%u,%u.%u\n", stamp, row % 40, 94 + (seed >> 8) % 6, 90 + (seed >> 12) % 40,
                36 + (seed >> 20) % 2, (seed >> 24) % 10);
    }
    if (fclose(file)) fail(path);
    return 0;
}

static int order(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sleeps to `count` deadlines, some 50 ms apart, as far ahead as a program that knows its deadline sleeps. */
static int sleep_late(long count) {
    int64_t *late = malloc((size_t)count * sizeof *late);
    unsigned seed = 7;
    if (!late) fail("malloc");
    for (long i = 0; i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        int64_t due = now() + 25000000 + (int64_t)(seed >> 8) % 50000000;
        struct timespec at = {due / 1000000000, due % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {}
        late[i] = now() - due;
    }
    qsort(late, (size_t)count, sizeof *late, order);
    printf("{\"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f, \"count\": %ld}\n", (double)late[count / 2] / 1e3,
           (double)late[count * 99 / 100] / 1e3, (double)late[count - 1] / 1e3, count);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 6 && !strcmp(argv[1], "send")) return send_lines(argv[2], atoi(argv[3]), atol(argv[4]), argv[5]);
    if (argc == 5 && !strcmp(argv[1], "read")) return read_lines(argv[2], atoi(argv[3]), argv[4]);
    if (argc == 4 && !strcmp(argv[1], "rows")) return write_rows(atol(argv[2]), argv[3]);
    if (argc == 3 && !strcmp(argv[1], "sleep")) return sleep_late(atol(argv[2]));
    fputs("usage: latency send|read|rows|sleep ..., see the head of latency.c\n", stderr);
    return 64;
}
