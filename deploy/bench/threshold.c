/* Task T in C: what spotward-bench's `threshold` is measured against. It trusts its input as spotward does not.
 *
 *     cc -O3 -o threshold threshold.c
 *     ./threshold bands.json patients.csv W.csv|W.ndjson|W.bin out.csv [passes]
 *
 * The rules stand in oracle.py. The state is an array of structs by child, the bands one table by whole value, and the
 * children heard a doubly linked list with the longest unheard first. It must not flatter what is compared with it, so
 * it knows each trick spotward's program knows: a quiet channel writes nothing, a gap is looked for only when one can be
 * due, the rules and sums are held in registers. CSV is read byte by byte, NDJSON by a parser that takes keys in any
 * order and whitespace anywhere, as one writes them by hand. The whole file is in memory before the clock starts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { VALUES = 512, NAME = 33 };
enum { QUIET, PENDING, STANDING, CLEARING };
enum { GAP, HR, SPO2 };

typedef struct { int64_t t; uint16_t child; int16_t spo2, hr, temp; } Reading;
typedef struct { int64_t since, last; int state; } Channel;
typedef struct Child {
    struct Child *previous, *next;
    const uint8_t *hr_scores;
    int64_t seen;
    Channel spo2, hr;
    int silent;
} Child;
typedef struct { int64_t t; int child; uint8_t channel, raised, score; } Transition;

static char (*names)[NAME];
static int *ages, child_count;
static struct { int64_t dwell, clear_after, contiguous, gap; int raise_at; } rules;
static uint8_t *scores;             /* row 0: SpO2; row 1 + n: heart rates of band n */
static int band_from[16], band_count;
static Child *children, *list_end;  /* the last of the children is the list's end */
static Transition *transitions;
static long transition_count, transition_room;
static int64_t reading_count, sum_score, sum_temp, next_gap;

static void fail(const char *what) { fprintf(stderr, "threshold: %s\n", what); exit(2); }

static char *read_all(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size) fail(path);
    bytes[*size] = 0;
    fclose(file);
    return bytes;
}

static int64_t setting(const char *json, const char *key) {
    const char *at = strstr(json, key);
    if (!at) fail(key);
    return strtoll(strchr(at, ':') + 1, NULL, 10);
}

/* Reads [[low, high, score], …] and returns where it ends. */
static const char *read_bands(const char *at, uint8_t *row) {
    memset(row, 4, VALUES);
    at = strchr(at, '[') + 1;
    for (;;) {
        while (*at != '[' && *at != ']') at++;
        if (*at == ']') return at + 1;
        char *end;
        long low = strtol(at + 1, &end, 10);
        long high = strtol(strchr(end, ',') + 1, &end, 10);
        long score = strtol(strchr(end, ',') + 1, &end, 10);
        for (long value = low; value <= high && value < VALUES; value++) row[value] = (uint8_t)score;
        at = strchr(end, ']') + 1;
    }
}

static void read_rules(const char *path) {
    size_t size;
    char *json = read_all(path, &size);
    rules.raise_at = (int)setting(json, "\"raise_at\"");
    rules.dwell = setting(json, "\"dwell_ms\"");
    rules.clear_after = setting(json, "\"clear_ms\"");
    rules.contiguous = setting(json, "\"contiguous_ms\"");
    rules.gap = setting(json, "\"gap_ms\"");
    scores = malloc(17 * VALUES);
    read_bands(strstr(json, "\"spo2\""), scores);
    const char *at = strstr(json, "\"bands\"");
    while ((at = strstr(at, "\"from_months\"")) && band_count < 16) {
        band_from[band_count] = (int)setting(at, "\"from_months\"");
        at = read_bands(strstr(at, "\"hr\""), scores + (1 + band_count) * VALUES);
        band_count++;
    }
    free(json);
}

static void read_children(const char *path) {
    size_t size;
    char *text = read_all(path, &size);
    for (char *at = text; *at; at++) child_count += *at == '\n';
    names = calloc((size_t)child_count + 1, NAME);
    ages = calloc((size_t)child_count + 1, sizeof *ages);
    child_count = 0;
    for (char *line = strtok(strchr(text, '\n') + 1, "\n"); line; line = strtok(NULL, "\n")) {
        sscanf(line, "%32[^,],%d", names[child_count], &ages[child_count]);
        child_count++;
    }
    free(text);
}

static void reset(void) {
    free(children);
    children = calloc((size_t)child_count + 1, sizeof *children);
    for (int i = 0; i <= child_count; i++) {
        children[i].previous = children[i].next = &children[i];
        int band = 0;
        if (i < child_count)
            while (band + 1 < band_count && band_from[band + 1] <= ages[i]) band++;
        children[i].hr_scores = scores + (1 + band) * VALUES;
    }
    list_end = &children[child_count];
    transition_count = reading_count = sum_score = sum_temp = 0;
    next_gap = INT64_MIN;
}

static __attribute__((noinline, cold)) void emit(int64_t t, const Child *c, int channel, int raised, int score) {
    if (transition_count == transition_room) {
        transition_room = transition_room ? transition_room * 2 : 1024;
        transitions = realloc(transitions, (size_t)transition_room * sizeof *transitions);
    }
    transitions[transition_count++] =
        (Transition){t, (int)(c - children), (uint8_t)channel, (uint8_t)raised, (uint8_t)score};
}

/* A channel that counts a dwell; when it last spoke matters only then. */
static __attribute__((noinline)) void follow(Channel *c, int64_t t, int score, const Child *child, int channel) {
    int broken = t - c->last > rules.contiguous;
    c->last = t;
    switch (c->state) {
    case QUIET: c->state = PENDING; c->since = t; break;
    case STANDING: c->state = CLEARING; c->since = t; break;
    case PENDING:
        if (score < rules.raise_at) c->state = QUIET;
        else if (broken) c->since = t;
        else if (t - c->since >= rules.dwell) { c->state = STANDING; emit(t, child, channel, 1, score); }
        break;
    default:
        if (score != 0) c->state = STANDING;
        else if (broken) c->since = t;
        else if (t - c->since >= rules.clear_after) { c->state = QUIET; emit(t, child, channel, 0, score); }
    }
}

static inline void sample(Channel *c, int64_t t, int score, int raise_at, const Child *child, int channel) {
    if (c->state == QUIET && score < raise_at) return;
    if (c->state == STANDING && score != 0) return;
    follow(c, t, score, child, channel);
}

static inline void unlink_child(Child *c) {
    c->previous->next = c->next;
    c->next->previous = c->previous;
}

/* Children unheard for the gap at t, and when the next can be due. */
static __attribute__((noinline)) int64_t find_gaps(int64_t t) {
    Child *first;
    while ((first = list_end->next) != list_end && t - first->seen >= rules.gap) {
        unlink_child(first);
        first->previous = first->next = first;
        first->silent = 1;
        emit(first->seen + rules.gap, first, GAP, 1, 0);
    }
    return (first == list_end ? t : first->seen) + rules.gap;
}

/* What is carried from reading to reading, so that the compiler may keep it in registers. */
typedef struct { Child *children, *end; const uint8_t *scores; int64_t next_gap, count, score, temp; int raise_at; } Run;

static inline Run begin(void) {
    return (Run){children, list_end, scores, next_gap, reading_count, sum_score, sum_temp, rules.raise_at};
}

static inline void finish(const Run *run) {
    next_gap = run->next_gap;
    reading_count = run->count;
    sum_score = run->score;
    sum_temp = run->temp;
}

static inline void take(Run *run, const Reading *r) {
    int64_t t = r->t;
    if (t >= run->next_gap) run->next_gap = find_gaps(t);
    Child *c = &run->children[r->child];
    if (c->silent) { c->silent = 0; emit(t, c, GAP, 0, 0); }
    c->seen = t;
    unlink_child(c);
    c->previous = run->end->previous;
    c->next = run->end;
    c->previous->next = c;
    run->end->previous = c;
    if (r->spo2 >= 0) {
        int score = run->scores[r->spo2 < VALUES ? r->spo2 : VALUES - 1];
        run->score += score;
        sample(&c->spo2, t, score, run->raise_at, c, SPO2);
    }
    if (r->hr >= 0) {
        int score = c->hr_scores[r->hr < VALUES ? r->hr : VALUES - 1];
        run->score += score;
        sample(&c->hr, t, score, run->raise_at, c, HR);
    }
    run->count++;
    run->temp += r->temp;
}

static void run_records(const Reading *at, const Reading *end) {
    Run run = begin();
    for (; at < end; at++) take(&run, at);
    finish(&run);
}

/* Names to children: open addressing, FNV-1a. */
static int *table;
static uint32_t table_mask;

enum { HASH_START = 2166136261u };
static inline uint32_t hash_step(uint32_t h, char byte) { return (h ^ (uint8_t)byte) * 16777619u; }

static uint32_t hash(const char *name) {
    uint32_t h = HASH_START;
    while (*name) h = hash_step(h, *name++);
    return h;
}

static void make_table(void) {
    uint32_t room = 16;
    while (room < (uint32_t)child_count * 4) room *= 2;
    table_mask = room - 1;
    table = malloc(room * sizeof *table);
    memset(table, -1, room * sizeof *table);
    for (int i = 0; i < child_count; i++) {
        uint32_t at = hash(names[i]) & table_mask;
        while (table[at] >= 0) at = (at + 1) & table_mask;
        table[at] = i;
    }
}

/* The child named up to `stop`, where *at is left: the name is hashed as it is passed over. */
static inline int child_named(const char **at, char stop) {
    const char *name = *at;
    uint32_t h = HASH_START;
    while (**at != stop) h = hash_step(h, *(*at)++);
    size_t count = (size_t)(*at - name);
    if (count < NAME)
        for (uint32_t place = h & table_mask; table[place] >= 0; place = (place + 1) & table_mask)
            if (!memcmp(names[table[place]], name, count) && !names[table[place]][count]) return table[place];
    fail("a row names a child who is not in the file of patients");
    return -1;
}

/* A whole number, or -1 when there is no digit. */
static inline const char *whole(const char *at, int64_t *value) {
    if (*at < '0' || *at > '9') { *value = -1; return at; }
    int64_t sum = 0;
    while (*at >= '0' && *at <= '9') sum = sum * 10 + (*at++ - '0');
    *value = sum;
    return at;
}

static inline const char *tenths(const char *at, int64_t *value) {
    at = whole(at, value);
    if (*value < 0) { *value = 0; return at; }
    *value *= 10;
    if (*at == '.') { at++; *value += *at++ - '0'; while (*at >= '0' && *at <= '9') at++; }
    return at;
}

static void run_csv(const char *at, const char *end) {
    Run run = begin();
    at = strchr(at, '\n') + 1;
    while (at < end) {
        int64_t t, spo2, hr, temp;
        at = whole(at, &t) + 1;
        int child = child_named(&at, ',');
        at = whole(at + 1, &spo2);
        at = whole(at + 1, &hr);
        at = tenths(at + 1, &temp);
        if (*at == '\r') at++;
        if (*at++ != '\n') fail("a row of CSV is malformed");
        Reading r = {t, (uint16_t)child, (int16_t)spo2, (int16_t)hr, (int16_t)temp};
        take(&run, &r);
    }
    finish(&run);
}

static inline const char *blanks(const char *at) {
    while (*at == ' ' || *at == '\t' || *at == '\r') at++;
    return at;
}

static void run_ndjson(const char *at, const char *end) {
    Run run = begin();
    while (at < end) {
        int64_t t = -1, spo2 = -1, hr = -1, temp = 0;
        int child = -1;
        at = blanks(at);
        if (*at == '\n') { at++; continue; }
        if (*at++ != '{') fail("a row of NDJSON is malformed");
        for (;;) {
            at = blanks(at);
            if (*at++ != '"') fail("a key of NDJSON is malformed");
            const char *key = at;
            while (*at != '"') at++;
            size_t count = (size_t)(at++ - key);
            at = blanks(at);
            if (*at++ != ':') fail("a key of NDJSON has no value");
            at = blanks(at);
            if (count == 10 && !memcmp(key, "patient_id", 10)) {
                at++;
                child = child_named(&at, '"');
                at++;
            } else {
                int64_t value;
                int is_temp = count == 4 && !memcmp(key, "temp", 4);
                if (*at == 'n') { at += 4; value = is_temp ? 0 : -1; }
                else at = is_temp ? tenths(at, &value) : whole(at, &value);
                if (is_temp) temp = value;
                else if (count == 4 && !memcmp(key, "t_ms", 4)) t = value;
                else if (count == 4 && !memcmp(key, "spo2", 4)) spo2 = value;
                else if (count == 2 && !memcmp(key, "hr", 2)) hr = value;
                else fail("a key of NDJSON is unknown");
            }
            at = blanks(at);
            if (*at == ',') { at++; continue; }
            if (*at++ != '}') fail("a row of NDJSON is malformed");
            break;
        }
        at = blanks(at);
        if (at < end && *at++ != '\n') fail("a row of NDJSON does not end");
        if (child < 0 || t < 0) fail("a row of NDJSON has no time or no name");
        Reading r = {t, (uint16_t)child, (int16_t)spo2, (int16_t)hr, (int16_t)temp};
        take(&run, &r);
    }
    finish(&run);
}

static int by_line(const void *a, const void *b) {
    const Transition *x = a, *y = b;
    if (x->t != y->t) return x->t < y->t ? -1 : 1;
    int order = strcmp(names[x->child], names[y->child]);
    if (order) return order;
    if (x->channel != y->channel) return x->channel - y->channel;
    return x->raised - y->raised;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
    if (count < 5) fail("usage: threshold bands.json patients.csv W.csv|W.ndjson|W.bin out.csv [passes]");
    read_rules(arguments[1]);
    read_children(arguments[2]);
    make_table();
    size_t size;
    char *bytes = read_all(arguments[3], &size);
    const char *kind = strrchr(arguments[3], '.');
    int passes = count > 5 ? atoi(arguments[5]) : 1;
    int64_t best = INT64_MAX;
    for (int pass = 0; pass < passes; pass++) {
        reset();
        int64_t start = now();
        if (!strcmp(kind, ".bin"))
            run_records((const Reading *)bytes, (const Reading *)bytes + size / sizeof(Reading));
        else if (!strcmp(kind, ".csv")) run_csv(bytes, bytes + size);
        else run_ndjson(bytes, bytes + size);
        int64_t spent = now() - start;
        if (spent < best) best = spent;
    }
    qsort(transitions, (size_t)transition_count, sizeof *transitions, by_line);
    FILE *out = fopen(arguments[4], "wb");
    if (!out) fail(arguments[4]);
    static const char *channels[] = {"GAP", "HR", "SPO2"};
    for (long i = 0; i < transition_count; i++) {
        const Transition *one = &transitions[i];
        fprintf(out, "%lld,%s,%s,%s,%d\n", (long long)one->t, names[one->child], channels[one->channel],
                one->raised ? "RAISE" : "CLEAR", one->score);
    }
    fclose(out);
    printf("{\"readings\":%lld,\"transitions\":%ld,\"sum_score\":%lld,\"sum_temp10\":%lld,\"nanoseconds\":%lld}\n",
           (long long)reading_count, transition_count, (long long)sum_score, (long long)sum_temp, (long long)best);
    return 0;
}
