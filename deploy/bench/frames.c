/* A device's bytes to its readings, as a good C programmer would write it plainly: the limit frames.py compares with.
 *
 *     frames FORMAT BATCHES PASSES         FORMAT: nonin-df2 or contec-v7
 *
 * BATCHES is what spotward-bench decode-decide --write-batches writes: each batch its length (4 bytes, lowest first) and
 * its bytes, seven a second. They are gone through PASSES times as one long night, cut frames kept from batch to batch.
 * Frames are found and checked, numbers and flags taken, and of each second the last reading with a value is told.
 *
 * It does less than the program it is compared with: no lock, nothing is proven by frames behind, no account but frames,
 * and one format a function, chosen once. Prints one line of JSON.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES_PER_SECOND = 7, LONGEST_BATCH = 4096 };
enum { ARTEFACT = 1, LOW_PERFUSION = 2, MARGINAL = 4, OUT_OF_TRACK = 8, FALLING = 16, LOW_BATTERY = 32, SMART = 64,
       WEAK = 128 };
enum signal { MEASURING, PROBE_OFF, SEARCHING, NO_VALUE };

struct reading {
    double spo2, pulse; /* 0 is missing */
    uint16_t quality;
    enum signal signal;
};

struct device {
    uint8_t bytes[LONGEST_BATCH + 16];
    size_t kept;
    uint64_t frames, live, skipped, told;
    double sum;
    int is_holding;
    int64_t second;
    struct reading held;
    /* Of a Nonin packet. */
    int place, is_broken, spo2, pulse, is_off;
    uint16_t quality;
};

static void tell(struct device *device)
{
    device->told++;
    device->sum += device->held.spo2 + device->held.pulse + device->held.quality + device->held.signal;
    device->is_holding = 0;
}

static int has_value(const struct reading *reading) { return reading->spo2 != 0 || reading->pulse != 0; }

static void offer(struct device *device, struct reading reading, int64_t second)
{
    device->live++;
    if (device->is_holding && device->second != second) tell(device);
    if (!device->is_holding || has_value(&reading) || !has_value(&device->held)) device->held = reading;
    device->is_holding = 1;
    device->second = second;
}

/* 0 where no device writes such a value. */
static int oximetry(int spo2, int pulse, int missing, enum signal signal, uint16_t quality, struct reading *reading)
{
    if (spo2 > 100 && spo2 != 127) return 0;
    *reading = (struct reading){0, 0, quality, signal};
    if (signal == MEASURING) {
        if (spo2 != 127) reading->spo2 = spo2;
        if (pulse != missing) reading->pulse = pulse;
        if (!has_value(reading)) reading->signal = NO_VALUE;
    }
    return 1;
}

static size_t nonin_df2(struct device *device, const uint8_t *bytes, size_t count, int64_t second)
{
    size_t at = 0;
    while (count - at >= 5) {
        const uint8_t *frame = bytes + at;
        uint8_t status = frame[1], value = frame[3];
        if (frame[0] != 1 || status < 0x80 || (uint8_t)(1 + status + frame[2] + value) != frame[4]) {
            if (device->place > 0) device->is_broken = 1;
            device->skipped++;
            at++;
            continue;
        }
        at += 5;
        int was_broken = device->is_broken || (status & 1 && device->place > 0);
        if (was_broken || status & 1)
            device->place = device->is_broken = device->spo2 = device->pulse = device->is_off = device->quality = 0;
        if (status & 1 || device->place > 0) {
            switch (++device->place) {
            case 1: device->pulse = (value & 3) << 7; break;
            case 2: device->pulse |= value & 0x7F; break;
            case 3: device->spo2 = value & 0x7F; break;
            case 8: device->quality |= (value & 0x20 ? SMART : 0) | (value & 1 ? LOW_BATTERY : 0); break;
            }
            if (status & 0x48) device->is_off = 1;
            if (status & 0x20) device->quality |= ARTEFACT;
            if (status & 0x10) device->quality |= OUT_OF_TRACK;
            if ((status & 6) == 6) device->quality |= MARGINAL;
            if ((status & 6) == 4) device->quality |= LOW_PERFUSION;
        }
        if (was_broken) continue;
        device->frames++;
        if (device->place == 25) {
            struct reading reading;
            device->place = 0;
            if (oximetry(device->spo2, device->pulse, 511, device->is_off ? PROBE_OFF : MEASURING, device->quality,
                         &reading))
                offer(device, reading, second);
            else
                device->frames--;
            device->spo2 = device->pulse = device->is_off = device->quality = 0;
        }
    }
    return at;
}

static int v7_length(uint8_t type)
{
    static const uint8_t lengths[0x16] = {0, 9, 9, 9, 9, 9, 4, 8, 8, 6, 4, 4, 2, 3, 3, 8, 3, 9, 8, 9, 9, 9};
    return type < sizeof lengths ? lengths[type] : 0;
}

static size_t contec_v7(struct device *device, const uint8_t *bytes, size_t count, int64_t second)
{
    size_t at = 0;
next:
    while (at < count) {
        const uint8_t *frame = bytes + at;
        size_t length = v7_length(frame[0]);
        if (length == 0) {
            device->skipped++;
            at++;
            continue;
        }
        for (size_t index = 1; index < length; index++) {
            if (at + index >= count) return at;
            if (frame[index] < 0x80) {
                device->skipped += index;
                at += index;
                goto next;
            }
        }
        at += length;
        if (frame[0] != 1) {
            device->frames++;
            continue;
        }
        uint8_t high = frame[1], data[5];
        for (int index = 0; index < 5; index++) data[index] = (frame[index + 2] & 0x7F) | (high >> index & 1) << 7;
        uint16_t quality = (data[0] & 0x20 ? FALLING : 0) | ((data[0] & 0x0F) == 0 ? WEAK : 0);
        enum signal signal = data[0] & 0x80 ? PROBE_OFF : data[0] & 0x10 || data[1] & 0x80 ? SEARCHING : MEASURING;
        struct reading reading;
        if (!oximetry(data[4], data[3], 255, signal, quality, &reading)) continue;
        device->frames++;
        offer(device, reading, second);
    }
    return at;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: %s nonin-df2|contec-v7 BATCHES PASSES\n", argv[0]);
        return 2;
    }
    size_t (*decode)(struct device *, const uint8_t *, size_t, int64_t) =
        strcmp(argv[1], "nonin-df2") == 0 ? nonin_df2 : strcmp(argv[1], "contec-v7") == 0 ? contec_v7 : NULL;
    FILE *file = fopen(argv[2], "rb");
    if (!decode || !file) {
        fprintf(stderr, "%s: no such format or file\n", argv[0]);
        return 2;
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *all = malloc(size);
    static struct device device;
    if (!all || fread(all, 1, size, file) != size) return 2;
    fclose(file);

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int64_t batches = 0;
    for (int pass = 0; pass < atoi(argv[3]); pass++) {
        for (size_t at = 0; at + 4 <= size; batches++) {
            size_t length = all[at] | (size_t)all[at + 1] << 8 | (size_t)all[at + 2] << 16 | (size_t)all[at + 3] << 24;
            if (length > LONGEST_BATCH || length > size - at - 4) return 2;
            memcpy(device.bytes + device.kept, all + at + 4, length);
            at += 4 + length;
            size_t have = device.kept + length;
            size_t used = decode(&device, device.bytes, have, batches / BATCHES_PER_SECOND);
            device.kept = have - used;
            memmove(device.bytes, device.bytes + used, device.kept);
            /* The second that ended is told by the clock, as a tick does. */
            if ((batches + 1) % BATCHES_PER_SECOND == 0 && device.is_holding) tell(&device);
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("{\"frames\":%llu,\"live_frames\":%llu,\"skipped_bytes\":%llu,\"told\":%llu,\"sum\":%.0f,\"nanoseconds\":%lld}\n",
           (unsigned long long)device.frames, (unsigned long long)device.live, (unsigned long long)device.skipped,
           (unsigned long long)device.told, device.sum,
           (long long)(end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec - start.tv_nsec);
    return 0;
}
