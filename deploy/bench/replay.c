/* What any reader of a recording must do at the least: find the lines, read their time and kind, turn hexadecimal digits and
 * escaped text into bytes. It decodes no frame and decides nothing. Prints lines, bytes and a sum, so that nothing is left out.
 *
 *     replay FILE
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static signed char nibbles[256];

static int number(const char **at, const char *end, uint64_t *value) {
    const char *from = *at;
    uint64_t sum = 0;
    while (*at < end && **at >= '0' && **at <= '9') sum = sum * 10 + (uint64_t)(*(*at)++ - '0');
    *value = sum;
    return *at > from;
}

/* Seconds with six decimals, as microseconds. */
static int seconds(const char **at, const char *end, uint64_t *value) {
    uint64_t whole, fraction;
    if (!number(at, end, &whole) || *at == end || **at != '.') return 0;
    ++*at;
    if (!number(at, end, &fraction)) return 0;
    *value = whole * 1000000 + fraction;
    return 1;
}

static int starts(const char **at, const char *end, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length)) return 0;
    *at += length;
    return 1;
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    FILE *file = fopen(arguments[1], "rb");
    if (!file) return 2;
    memset(nibbles, -1, sizeof nibbles);
    for (int digit = 0; digit < 16; digit++) nibbles[(unsigned char)"0123456789abcdef"[digit]] = (signed char)digit;

    enum { PIECE = 65536, ROOM = 1 << 21 };
    char *buffer = malloc(ROOM + PIECE);
    unsigned char *bytes = malloc(ROOM);
    if (!buffer || !bytes) return 2;
    size_t held = 0, got;
    uint64_t lines = 0, total = 0, sum = 0;
    int has_begun = 0;
    while ((got = fread(buffer + held, 1, PIECE, file)) > 0) {
        const char *at = buffer, *end = buffer + held + got, *newline;
        while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
            const char *place = at;
            uint64_t when, index, n = 0;
            lines++;
            at = newline + 1;
            if (!has_begun) {
                has_begun = newline - place == 5 && !memcmp(place, "begin", 5);
                continue;
            }
            if (!seconds(&place, newline, &when) || !starts(&place, newline, " ")) return 1;
            sum += when;
            if (starts(&place, newline, "bytes ")) {
                if (!number(&place, newline, &index) || !starts(&place, newline, " ")) return 1;
                for (; place + 1 < newline; place += 2) {
                    int high = nibbles[(unsigned char)place[0]], low = nibbles[(unsigned char)place[1]];
                    if ((high | low) < 0) return 1;
                    bytes[n++] = (unsigned char)(high << 4 | low);
                }
            } else if (starts(&place, newline, "tick ")) {
                if (!seconds(&place, newline, &when) || !starts(&place, newline, " ") || !number(&place, newline, &index)) return 1;
                sum += when + index;
            } else if (starts(&place, newline, "document-bytes ")) {
                if (!number(&place, newline, &index) || !starts(&place, newline, " ")) return 1;
                while (place < newline) {
                    if (*place != '\\') {
                        bytes[n++] = (unsigned char)*place++;
                    } else if (place[1] == 'x') {
                        bytes[n++] = (unsigned char)(nibbles[(unsigned char)place[2]] << 4 | nibbles[(unsigned char)place[3]]);
                        place += 4;
                    } else {
                        if (place[1] != 'e') bytes[n++] = place[1] == 'n' ? '\n' : place[1] == 'r' ? '\r' : '\\';
                        place += 2;
                    }
                }
            }
            total += n;
            if (n) sum += bytes[0] + bytes[n - 1];
        }
        held = (size_t)(end - at);
        if (held > ROOM) return 1;
        memmove(buffer, at, held);
    }
    fclose(file);
    printf("{\"lines\":%llu,\"bytes\":%llu,\"sum\":%llu}\n", (unsigned long long)lines, (unsigned long long)total,
           (unsigned long long)sum);
    return 0;
}
