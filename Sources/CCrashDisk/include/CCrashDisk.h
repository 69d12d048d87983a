// A disk whose power can be cut, for tests: an SQLite VFS over the real one that writes down what is asked of it.
//
// Files are real and behave as always. Of those in a watched folder every creation, write, truncation, sync and deletion is
// kept in order, so that afterwards the test can make the disk as it might stand after a power cut at any of these moments.
// Calls can be made to fail, the k-th of a kind. No part of the program uses this.
#ifndef CCRASHDISK_H
#define CCRASHDISK_H

#include <stdint.h>

typedef struct crash_disk crash_disk;

// What was asked of a file. Files are numbered as they come to be: a file made anew under a name has another number.
enum crash_kind {
    CRASH_FOUND = 0,        // opened, and it was there already
    CRASH_CREATED = 1,      // opened, and made by this; the name is on the disk with the folder
    CRASH_WRITTEN = 2,
    CRASH_TRUNCATED = 3,    // to `offset` bytes
    CRASH_SYNCED = 4,
    CRASH_SYNC_FAILED = 5,  // the kernel told of it once and holds the pages for clean
    CRASH_DELETED = 6,
    CRASH_FOLDER_SYNCED = 7,    // behind the first sync of a log or journal, and behind some deletions
};

struct crash_op {
    enum crash_kind kind;
    int file;
    int64_t offset;
    int32_t length;
    const uint8_t *bytes;       // of a write
    const char *name;           // the last part of its path
};

// Kinds of calls that can be made to fail, as bits.
enum crash_call {
    CRASH_OPEN = 1,
    CRASH_READ = 2,
    CRASH_WRITE = 4,
    CRASH_TRUNCATE = 8,
    CRASH_SYNC = 16,
    CRASH_DELETE = 32,
    CRASH_SIZE = 64,
    CRASH_SHARE = 128,          // the memory beside the log
};

enum crash_error {
    CRASH_IO = 0,               // EIO: nothing was written
    CRASH_NO_SPACE = 1,         // ENOSPC: nothing was written
    CRASH_SHORT = 2,            // half of it was written, then there was no space
};

// Watches a folder (an absolute path, no slash at its end). The first one puts the VFS in front of all others of the process;
// connections opened from then on go through it, and files elsewhere are passed on. NULL where there is no memory.
crash_disk *crash_disk_watch(const char *folder);
// No connection to a file in the folder may be open.
void crash_disk_forget(crash_disk *disk);

// What was asked so far. A pointer is good until the next call that writes something down.
int crash_disk_count(crash_disk *disk);
struct crash_op crash_disk_op(crash_disk *disk, int index);

// Of the calls of these kinds from now on, numbered from 0, those from `first` on fail, `count` of them. Counting begins anew.
void crash_disk_fail(crash_disk *disk, int calls, int first, int count, enum crash_error error);
// While it is on, calls neither fail nor count: the tests look for themselves.
void crash_disk_spare(crash_disk *disk, int is_on);
// How many calls of those kinds came since, and how many of them failed.
int crash_disk_calls(crash_disk *disk);
int crash_disk_failures(crash_disk *disk);

// Everything a connection (an sqlite3 *) can read, as one number: tables, their columns and every value in order.
// 0 where something could not be read.
uint64_t crash_fingerprint(void *connection);

#endif
