/* The same rows into the same tables by the C interface of SQLite: baseline of `spotward-bench journal`.
 *
 *     journal DATABASE ROWS BATCH     prints {"rows":…,"nanoseconds":…}
 *
 * Write-ahead log, synchronous = FULL. As the journal does, a transaction also moves on when each child was last heard,
 * counts the seconds of the hour in which it was, and notes which rows arrived in which minute.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CHILDREN 16
static sqlite3 *db;

static void must(int code, int wanted, const char *what) {
    if (code == wanted) return;
    fprintf(stderr, "journal: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement;
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), SQLITE_OK, sql);
    return statement;
}

static void step(sqlite3_stmt *statement) {
    must(sqlite3_step(statement), SQLITE_DONE, "a statement");
    sqlite3_reset(statement);
}

/* Rows of one minute, behind those of before where they follow them. */
static void note(sqlite3_stmt *extend, sqlite3_stmt *span, long long minute, long long first, long long last) {
    for (int insert = 0; insert < 2; insert++) {
        sqlite3_stmt *statement = insert ? span : extend;
        sqlite3_bind_int64(statement, 1, minute);
        sqlite3_bind_int64(statement, 2, first);
        sqlite3_bind_int64(statement, 3, last);
        step(statement);
        if (sqlite3_changes(db)) return;
    }
}

int main(int count, char **arguments) {
    if (count != 4) { fprintf(stderr, "usage: journal DATABASE ROWS BATCH\n"); return 2; }
    long rows = atol(arguments[2]), batch = atol(arguments[3]);
    must(sqlite3_open(arguments[1], &db), SQLITE_OK, "open");
    must(sqlite3_exec(db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
        "CREATE TABLE admissions (admission INTEGER PRIMARY KEY, admission_id TEXT NOT NULL UNIQUE,"
        " last_timely_wall_us INTEGER, last_run INTEGER, last_timely_mono_us INTEGER) STRICT;"
        "CREATE TABLE documents (number INTEGER PRIMARY KEY) STRICT;"
        "CREATE TABLE readings (reading INTEGER PRIMARY KEY, run INTEGER NOT NULL, source INTEGER NOT NULL,"
        " admission INTEGER, arrived_wall_us INTEGER NOT NULL, arrived_mono_us INTEGER NOT NULL, measured_wall_us INTEGER,"
        " spo2 REAL, hr REAL, rr REAL, temp REAL, quality INTEGER NOT NULL, signal INTEGER NOT NULL,"
        " disposition INTEGER NOT NULL, implausible INTEGER NOT NULL, document INTEGER REFERENCES documents,"
        " document_row INTEGER, oxygen TEXT) STRICT;"
        "CREATE TABLE reading_spans (minute INTEGER NOT NULL, first_reading INTEGER NOT NULL, last_reading INTEGER NOT NULL,"
        " PRIMARY KEY (minute, first_reading)) STRICT, WITHOUT ROWID;"
        "CREATE INDEX readings_with_oxygen ON readings (admission, arrived_wall_us) WHERE oxygen IS NOT NULL;"
        "CREATE TABLE coverage (admission INTEGER NOT NULL, hour INTEGER NOT NULL, valid_seconds INTEGER NOT NULL,"
        " last_second INTEGER NOT NULL, PRIMARY KEY (admission, hour)) STRICT, WITHOUT ROWID;",
        NULL, NULL, NULL), SQLITE_OK, "schema");
    for (int i = 1; i <= CHILDREN; i++) {
        char sql[128];
        sprintf(sql, "INSERT INTO admissions VALUES (%d, 'bench-%d', NULL, 1, NULL)", i, i);
        must(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, sql);
    }
    sqlite3_stmt *begin = prepared("BEGIN IMMEDIATE"), *commit = prepared("COMMIT");
    sqlite3_stmt *insert = prepared(
        "INSERT INTO readings (run, source, admission, arrived_wall_us, arrived_mono_us, measured_wall_us, spo2, hr, rr,"
        " temp, quality, signal, disposition, implausible, document, document_row)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    sqlite3_stmt *timely = prepared(
        "UPDATE admissions SET last_timely_wall_us = max(coalesce(last_timely_wall_us, ?1), ?1),"
        " last_timely_mono_us = max(coalesce(last_timely_mono_us, ?2), ?2) WHERE admission = ?3");
    sqlite3_stmt *known = prepared("SELECT last_second FROM coverage WHERE admission = ? AND hour = ?");
    sqlite3_stmt *covered = prepared(
        "INSERT INTO coverage VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " valid_seconds = valid_seconds + excluded.valid_seconds, last_second = excluded.last_second");
    sqlite3_stmt *extend = prepared("UPDATE reading_spans SET last_reading = ?3 WHERE minute = ?1 AND last_reading = ?2 - 1");
    sqlite3_stmt *span = prepared("INSERT INTO reading_spans VALUES (?, ?, ?)");

    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long next = 0; next < rows; ) {
        struct { long long at, hour, second, seconds; int heard; } child[CHILDREN] = {{0}};
        long end = next + batch < rows ? next + batch : rows;
        struct { long long minute, first, last; } open = {0};
        step(begin);
        for (; next < end; next++) {
            int index = (int)(next % CHILDREN);
            long long second = 1795291200LL + next / CHILDREN, at = second * 1000000;
            sqlite3_bind_int64(insert, 1, 1);
            sqlite3_bind_int64(insert, 2, index + 1);
            sqlite3_bind_int64(insert, 3, index + 1);
            sqlite3_bind_int64(insert, 4, at);
            sqlite3_bind_int64(insert, 5, at);
            sqlite3_bind_null(insert, 6);
            sqlite3_bind_double(insert, 7, 84 + index % 4);
            sqlite3_bind_double(insert, 8, 110 + next % 20);
            sqlite3_bind_null(insert, 9);
            sqlite3_bind_null(insert, 10);
            for (int column = 11; column <= 14; column++) sqlite3_bind_int64(insert, column, 0);
            sqlite3_bind_null(insert, 15);
            sqlite3_bind_null(insert, 16);
            step(insert);
            if (!child[index].heard || child[index].hour != second / 3600) {
                child[index].hour = second / 3600, child[index].second = -1;
                sqlite3_bind_int64(known, 1, index + 1);
                sqlite3_bind_int64(known, 2, child[index].hour);
                if (sqlite3_step(known) == SQLITE_ROW) child[index].second = sqlite3_column_int64(known, 0);
                sqlite3_reset(known);
            }
            if (second > child[index].second) child[index].seconds++, child[index].second = second;
            child[index].at = at, child[index].heard = 1;
            long long row = sqlite3_last_insert_rowid(db);
            if (open.last && open.minute != second / 60) note(extend, span, open.minute, open.first, open.last), open.last = 0;
            if (!open.last) open.minute = second / 60, open.first = row;
            open.last = row;
        }
        note(extend, span, open.minute, open.first, open.last);
        for (int index = 0; index < CHILDREN; index++) {
            if (!child[index].heard) continue;
            sqlite3_bind_int64(timely, 1, child[index].at);
            sqlite3_bind_int64(timely, 2, child[index].at);
            sqlite3_bind_int64(timely, 3, index + 1);
            step(timely);
            sqlite3_bind_int64(covered, 1, index + 1);
            sqlite3_bind_int64(covered, 2, child[index].hour);
            sqlite3_bind_int64(covered, 3, child[index].seconds);
            sqlite3_bind_int64(covered, 4, child[index].second);
            step(covered);
        }
        step(commit);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("{\"rows\":%ld,\"nanoseconds\":%lld}\n", rows,
           (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec);
    return 0;
}
