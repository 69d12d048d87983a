/* What a good C programmer would write for the same path: read(2), SQLite with a write-ahead log and synchronous = FULL,
 * libcurl with one connection kept alive. Baseline of delivery.py.
 *
 *     delivery live DATABASE URL CA PORT...   lines of an oximeter on each PORT; a reading below 94 or back is an alert
 *     delivery fill DATABASE COUNT            puts COUNT alerts into the outbox
 *     delivery storm DATABASE URL CA          sends what the outbox holds, one after another
 *     delivery alerts DATABASE COUNT          commits COUNT alerts one by one, and that each was accepted; prints the nanoseconds
 *     delivery post URL CA COUNT              sends COUNT messages and keeps no record; prints the nanoseconds
 *
 * CA is - for plain HTTP. As in spotward, a second's reading is told when the first line of the next second has come; an
 * alert and its reading are committed together before it is sent; each message is signed with HMAC-SHA256 when it is sent;
 * the attempt is on record, and the alert accepted, before the next is begun.
 */
#include <curl/curl.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE 4096
static const unsigned char secret[32] = "0123456789abcdef0123456789abcdef";
static sqlite3 *db;
static sqlite3_stmt *add_reading, *add_alert, *add_owed, *add_attempt, *accept_owed, *begin, *commit;
static CURL *curl;
static int answer_size;

static void die(const char *what) {
    fprintf(stderr, "delivery: %s%s%s\n", what, db ? ": " : "", db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static long long now_us(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)) die(sql);
    return statement;
}

static void step(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE) die("a statement failed");
    sqlite3_reset(statement);
}

static void open_database(const char *path) {
    if (sqlite3_open(path, &db)) die("open");
    if (sqlite3_exec(db,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE IF NOT EXISTS readings (reading INTEGER PRIMARY KEY, source INTEGER NOT NULL, at INTEGER NOT NULL,"
            " spo2 REAL, hr REAL);"
            "CREATE INDEX IF NOT EXISTS readings_by_arrival ON readings (at);"
            "CREATE TABLE IF NOT EXISTS alerts (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,"
            " line TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY REFERENCES alerts, state TEXT NOT NULL);"
            "CREATE INDEX IF NOT EXISTS outbox_queued ON outbox (seq) WHERE state = 'queued';"
            "CREATE TABLE IF NOT EXISTS deliveries (delivery INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
            " us INTEGER NOT NULL, status INTEGER NOT NULL)", NULL, NULL, NULL)) die("schema");
    begin = prepared("BEGIN IMMEDIATE");
    commit = prepared("COMMIT");
    add_reading = prepared("INSERT INTO readings (source, at, spo2, hr) VALUES (?, ?, ?, ?)");
    add_alert = prepared("INSERT INTO alerts (seq, id, at, line) VALUES (?, ?, ?, ?)");
    add_owed = prepared("INSERT INTO outbox VALUES (?, 'queued')");
    add_attempt = prepared("INSERT INTO deliveries (seq, at, us, status) VALUES (?, ?, ?, ?)");
    accept_owed = prepared("UPDATE outbox SET state = 'accepted' WHERE seq = ?");
}

/* An alert of the size spotward's have (about 2,600 bytes): what stands in it is said in full once, the rest is filled up. */
static int compose(char *line, const char *id, int source, long long at, double spo2, double hr, int is_low) {
    int count = snprintf(line, LINE_SIZE,
        "{\"data\":{\"summary\":\"P1 adm-%03d: SpO2 %.0f %%, limit 94 %%\",\"child\":{\"id\":\"adm-%03d\"},"
        "\"condition\":{\"rule_id\":\"limit.spo2.low\",\"priority\":\"P1\",\"state\":\"%s\"},"
        "\"value\":{\"spo2\":%.17g,\"hr\":%.17g},\"at\":%lld,\"evidence\":\"", source, spo2, source,
        is_low ? "firing" : "resolved", spo2, hr, at);
    while (count < 2500) line[count++] = 'x';
    return count + snprintf(line + count, LINE_SIZE - count,
        "\"},\"id\":\"%s\",\"specversion\":\"1.0\",\"type\":\"org.spotward.alert.%s.v1\"}", id, is_low ? "fired" : "resolved");
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *unused) {
    (void)bytes, (void)unused;
    answer_size += (int)(size * count);
    return size * count;
}

static void open_connection(const char *url, const char *ca) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    if (strcmp(ca, "-")) curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
}

static long post(const char *id, const char *line, int size) {
    long long seconds = now_us(CLOCK_REALTIME) / 1000000;
    unsigned char code[32];
    char content[LINE_SIZE + 128], signature[64], head[160];
    unsigned length = 0;
    int signed_size = snprintf(content, sizeof content, "%s.%lld.", id, seconds);
    memcpy(content + signed_size, line, size);
    HMAC(EVP_sha256(), secret, sizeof secret, (unsigned char *)content, signed_size + size, code, &length);
    EVP_EncodeBlock((unsigned char *)signature, code, 32);
    struct curl_slist *list = curl_slist_append(NULL, "content-type: application/cloudevents+json");
    snprintf(head, sizeof head, "webhook-id: %s", id);
    list = curl_slist_append(list, head);
    snprintf(head, sizeof head, "webhook-timestamp: %lld", seconds);
    list = curl_slist_append(list, head);
    snprintf(head, sizeof head, "webhook-signature: v1,%s", signature);
    list = curl_slist_append(list, head);
    list = curl_slist_append(list, "expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)size);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, line);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    if (result != CURLE_OK || status != 200) {
        fprintf(stderr, "delivery: %s, status %ld\n", curl_easy_strerror(result), status);
        exit(1);
    }
    return status;
}

static void keep_attempt(long long sequence, long long started, long status) {
    step(begin);
    sqlite3_bind_int64(add_attempt, 1, sequence);
    sqlite3_bind_int64(add_attempt, 2, started);
    sqlite3_bind_int64(add_attempt, 3, now_us(CLOCK_REALTIME) - started);
    sqlite3_bind_int64(add_attempt, 4, status);
    step(add_attempt);
    sqlite3_bind_int64(accept_owed, 1, sequence);
    step(accept_owed);
    step(commit);
}

static void deliver(long long sequence, const char *id, const char *line, int size) {
    long long started = now_us(CLOCK_REALTIME);
    keep_attempt(sequence, started, post(id, line, size));
}

static void keep_reading(int source, long long at, double spo2, double hr) {
    sqlite3_bind_int64(add_reading, 1, source);
    sqlite3_bind_int64(add_reading, 2, at);
    sqlite3_bind_double(add_reading, 3, spo2);
    sqlite3_bind_double(add_reading, 4, hr);
    step(add_reading);
}

static void keep_alert(long long sequence, const char *id, long long at, const char *line, int size) {
    sqlite3_bind_int64(add_alert, 1, sequence);
    sqlite3_bind_text(add_alert, 2, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(add_alert, 3, at);
    sqlite3_bind_text(add_alert, 4, line, size, SQLITE_STATIC);
    step(add_alert);
    sqlite3_bind_int64(add_owed, 1, sequence);
    step(add_owed);
}

static void name_alert(char *id, long long sequence) { sprintf(id, "alert_%032lld_%03lld", sequence, sequence % 1000); }

struct port { char text[512]; int filled, is_low; long long second; double spo2, hr; };

static void live(int count, char **paths) {
    struct pollfd table[64];
    static struct port ports[64];
    long long sequence = 0;
    if (count > 64) count = 64;
    for (int i = 0; i < count; i++) {
        struct termios raw;
        table[i].fd = open(paths[i], O_RDWR | O_NOCTTY | O_NONBLOCK);
        table[i].events = POLLIN;
        if (table[i].fd < 0 || tcgetattr(table[i].fd, &raw)) die("a port cannot be opened");
        cfmakeraw(&raw);
        tcsetattr(table[i].fd, TCSANOW, &raw);
        ports[i].second = -1;
    }
    puts("ready");
    fflush(stdout);
    while (poll(table, count, -1) >= 0) {
        for (int i = 0; i < count; i++) {
            if (!(table[i].revents & POLLIN)) continue;
            struct port *port = &ports[i];
            int got = (int)read(table[i].fd, port->text + port->filled, sizeof port->text - 1 - port->filled);
            if (got <= 0) continue;
            port->filled += got;
            port->text[port->filled] = 0;
            char *end;
            while ((end = strchr(port->text, '\n'))) {
                double spo2, hr;
                long long at = now_us(CLOCK_BOOTTIME), second = at / 1000000;
                if (sscanf(port->text, "SPO2=%lf HR=%lf", &spo2, &hr) == 2) {
                    if (port->second >= 0 && second > port->second) {
                        int is_low = port->spo2 < 94;
                        char line[LINE_SIZE], id[64];
                        int size = 0;
                        step(begin);
                        keep_reading(i, at, port->spo2, port->hr);
                        if (is_low != port->is_low) {
                            name_alert(id, ++sequence);
                            size = compose(line, id, i, at, port->spo2, port->hr, is_low);
                            keep_alert(sequence, id, at, line, size);
                        }
                        step(commit);
                        if (is_low != port->is_low) deliver(sequence, id, line, size);
                        port->is_low = is_low;
                    }
                    port->second = second, port->spo2 = spo2, port->hr = hr;
                }
                port->filled -= (int)(end + 1 - port->text);
                memmove(port->text, end + 1, port->filled + 1);
            }
        }
    }
}

static void alerts(int count) {
    char line[LINE_SIZE], id[64];
    long long started = now_us(CLOCK_MONOTONIC);
    for (int i = 1; i <= count; i++) {
        step(begin);
        keep_reading(i % 16, i, 90, 120);
        name_alert(id, i);
        keep_alert(i, id, i, line, compose(line, id, i % 16, i, 90, 120, 1));
        step(commit);
        keep_attempt(i, i, 200);
    }
    printf("{\"alerts\":%d,\"nanoseconds\":%lld}\n", count, (now_us(CLOCK_MONOTONIC) - started) * 1000);
}

static void fill(int count) {
    char line[LINE_SIZE], id[64];
    step(begin);
    for (int i = 1; i <= count; i++) {
        name_alert(id, i);
        keep_alert(i, id, i, line, compose(line, id, i, i, 90, 120, 1));
    }
    step(commit);
}

static void storm(void) {
    sqlite3_stmt *owed = prepared(
        "SELECT o.seq, a.id, a.line FROM outbox o JOIN alerts a USING (seq) WHERE o.state = 'queued' ORDER BY o.seq LIMIT 1");
    char line[LINE_SIZE], id[64];
    while (sqlite3_step(owed) == SQLITE_ROW) {
        long long sequence = sqlite3_column_int64(owed, 0);
        int size = sqlite3_column_bytes(owed, 2);
        snprintf(id, sizeof id, "%s", sqlite3_column_text(owed, 1));
        memcpy(line, sqlite3_column_text(owed, 2), size);
        sqlite3_reset(owed);
        deliver(sequence, id, line, size);
    }
}

int main(int count, char **arguments) {
    const char *mode = count > 1 ? arguments[1] : "";
    signal(SIGPIPE, SIG_IGN);
    if (!strcmp(mode, "live") && count > 5) {
        open_database(arguments[2]);
        open_connection(arguments[3], arguments[4]);
        live(count - 5, arguments + 5);
    } else if (!strcmp(mode, "fill") && count == 4) {
        open_database(arguments[2]);
        fill(atoi(arguments[3]));
    } else if (!strcmp(mode, "alerts") && count == 4) {
        open_database(arguments[2]);
        alerts(atoi(arguments[3]));
    } else if (!strcmp(mode, "storm") && count == 5) {
        open_database(arguments[2]);
        open_connection(arguments[3], arguments[4]);
        storm();
    } else if (!strcmp(mode, "post") && count == 5) {
        char line[LINE_SIZE], id[64];
        open_connection(arguments[2], arguments[3]);
        name_alert(id, 0);
        post(id, line, compose(line, id, 0, 0, 90, 120, 1));
        long long started = now_us(CLOCK_MONOTONIC);
        for (int i = 1; i <= atoi(arguments[4]); i++) {
            name_alert(id, i);
            post(id, line, compose(line, id, i, i, 90, 120, 1));
        }
        printf("{\"posts\":%d,\"nanoseconds\":%lld}\n", atoi(arguments[4]), (now_us(CLOCK_MONOTONIC) - started) * 1000);
    } else {
        fprintf(stderr, "usage: see the head of delivery.c\n");
        return 2;
    }
    return 0;
}
