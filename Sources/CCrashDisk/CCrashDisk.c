#include "CCrashDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_BYTES 64
#define FILE_COUNT 256

struct entry {
    char name[NAME_BYTES];
    int file;           // -1: deleted
};

struct crash_disk {
    struct crash_disk *next;
    char *folder;
    size_t folder_length;
    struct crash_op *ops;
    int op_count, op_room;
    struct entry entries[FILE_COUNT];
    int entry_count, file_count;
    int failing_calls, first_failing, failing_count, call_count, failure_count, is_spared;
    enum crash_error error;
};

// One file: SQLite's part first, the real file behind it.
struct crash_file {
    sqlite3_file base;
    struct crash_disk *disk;    // NULL: passed on
    int file;
    struct entry *entry;
    int is_folder_owed;         // with the next sync
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct crash_disk *disks;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs crash_vfs;
static sqlite3_io_methods crash_methods;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((struct crash_file *)file + 1); }

static struct crash_disk *disk_of(const char *path) {
    if (path == NULL) return NULL;
    for (struct crash_disk *disk = disks; disk != NULL; disk = disk->next)
        if (strncmp(path, disk->folder, disk->folder_length) == 0 && path[disk->folder_length] == '/') return disk;
    return NULL;
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

// Whoever calls these holds the lock.

static struct entry *entry_of(struct crash_disk *disk, const char *name) {
    for (int index = 0; index < disk->entry_count; index++)
        if (strcmp(disk->entries[index].name, name) == 0) return &disk->entries[index];
    if (disk->entry_count == FILE_COUNT || strlen(name) >= NAME_BYTES) return NULL;
    struct entry *entry = &disk->entries[disk->entry_count++];
    strcpy(entry->name, name);
    entry->file = -1;
    return entry;
}

static void note(struct crash_disk *disk, enum crash_kind kind, int file, const char *name, int64_t offset, int32_t length,
                 const void *bytes) {
    if (disk->op_count == disk->op_room) {
        int room = disk->op_room == 0 ? 1024 : disk->op_room * 2;
        struct crash_op *ops = realloc(disk->ops, (size_t)room * sizeof *ops);
        if (ops == NULL) abort();
        disk->ops = ops;
        disk->op_room = room;
    }
    uint8_t *copy = NULL;
    if (bytes != NULL) {
        copy = malloc((size_t)length + 1);
        if (copy == NULL) abort();
        memcpy(copy, bytes, (size_t)length);
    }
    disk->ops[disk->op_count++] = (struct crash_op){kind, file, offset, length, copy, name};
}

// Whether this call is one that is to fail.
static int fails(struct crash_disk *disk, int call) {
    if (disk == NULL || disk->is_spared || (disk->failing_calls & call) == 0) return 0;
    int number = disk->call_count++;
    if (number < disk->first_failing || number - disk->first_failing >= disk->failing_count) return 0;
    disk->failure_count++;
    return 1;
}

static int fails_locked(struct crash_disk *disk, int call) {
    pthread_mutex_lock(&lock);
    int answer = fails(disk, call);
    pthread_mutex_unlock(&lock);
    return answer;
}

// Methods of a file.

#define OURS(file) ((struct crash_file *)(file))
#define PASS(file, method, ...) (real(file)->pMethods->method(real(file), ##__VA_ARGS__))

static int crash_close(sqlite3_file *file) { return PASS(file, xClose); }

static int crash_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset) {
    if (fails_locked(OURS(file)->disk, CRASH_READ)) return SQLITE_IOERR_READ;
    return PASS(file, xRead, bytes, length, offset);
}

static int crash_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
    struct crash_file *own = OURS(file);
    if (own->disk == NULL) return PASS(file, xWrite, bytes, length, offset);
    pthread_mutex_lock(&lock);
    int failed = fails(own->disk, CRASH_WRITE), is_short = failed && own->disk->error == CRASH_SHORT;
    int failure = own->disk->error == CRASH_IO ? SQLITE_IOERR_WRITE : SQLITE_FULL;
    int count = !failed ? length : is_short ? length / 2 : 0, status = SQLITE_OK;
    if (count > 0) status = PASS(file, xWrite, bytes, count, offset);
    if (count > 0 && status == SQLITE_OK)
        note(own->disk, CRASH_WRITTEN, own->file, own->entry->name, offset, count, bytes);
    pthread_mutex_unlock(&lock);
    return failed ? failure : status;
}

static int crash_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct crash_file *own = OURS(file);
    if (own->disk == NULL) return PASS(file, xTruncate, size);
    pthread_mutex_lock(&lock);
    int status = fails(own->disk, CRASH_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : PASS(file, xTruncate, size);
    if (status == SQLITE_OK) note(own->disk, CRASH_TRUNCATED, own->file, own->entry->name, size, 0, NULL);
    pthread_mutex_unlock(&lock);
    return status;
}

static int crash_sync(sqlite3_file *file, int flags) {
    struct crash_file *own = OURS(file);
    if (own->disk == NULL) return PASS(file, xSync, flags);
    pthread_mutex_lock(&lock);
    // Nothing is asked of the real disk: what counts here is what was written down.
    int failed = fails(own->disk, CRASH_SYNC);
    note(own->disk, failed ? CRASH_SYNC_FAILED : CRASH_SYNCED, own->file, own->entry->name, 0, 0, NULL);
    if (!failed && own->is_folder_owed) {
        note(own->disk, CRASH_FOLDER_SYNCED, -1, own->entry->name, 0, 0, NULL);
        own->is_folder_owed = 0;
    }
    pthread_mutex_unlock(&lock);
    return failed ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int crash_size(sqlite3_file *file, sqlite3_int64 *size) {
    if (fails_locked(OURS(file)->disk, CRASH_SIZE)) return SQLITE_IOERR_FSTAT;
    return PASS(file, xFileSize, size);
}

static int crash_lock(sqlite3_file *file, int level) { return PASS(file, xLock, level); }
static int crash_unlock(sqlite3_file *file, int level) { return PASS(file, xUnlock, level); }
static int crash_check_lock(sqlite3_file *file, int *answer) { return PASS(file, xCheckReservedLock, answer); }
static int crash_control(sqlite3_file *file, int code, void *argument) { return PASS(file, xFileControl, code, argument); }
static int crash_sector(sqlite3_file *file) { return PASS(file, xSectorSize); }
static int crash_traits(sqlite3_file *file) { return PASS(file, xDeviceCharacteristics); }

static int crash_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    if (fails_locked(OURS(file)->disk, CRASH_SHARE)) return SQLITE_IOERR_SHMMAP;
    return PASS(file, xShmMap, page, size, extend, memory);
}

static int crash_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return PASS(file, xShmLock, offset, count, flags);
}

static void crash_shm_barrier(sqlite3_file *file) { PASS(file, xShmBarrier); }
static int crash_shm_unmap(sqlite3_file *file, int flag) { return PASS(file, xShmUnmap, flag); }

static int crash_fetch(sqlite3_file *file, sqlite3_int64 offset, int length, void **memory) {
    return PASS(file, xFetch, offset, length, memory);
}

static int crash_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *memory) {
    return PASS(file, xUnfetch, offset, memory);
}

// The VFS.

static int crash_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
    struct crash_file *own = OURS(file);
    memset(own, 0, sizeof *own);
    pthread_mutex_lock(&lock);
    struct crash_disk *disk = disk_of(path);
    int status, was_there = path != NULL && access(path, F_OK) == 0;
    if (fails(disk, CRASH_OPEN)) {
        status = SQLITE_CANTOPEN;
    } else {
        status = real_vfs->xOpen(real_vfs, path, real(file), flags, out_flags);
    }
    if (status == SQLITE_OK) {
        file->pMethods = &crash_methods;
        own->entry = disk == NULL ? NULL : entry_of(disk, last_part(path));
        if (own->entry != NULL) {
            own->disk = disk;
            if (!was_there || own->entry->file < 0) {
                own->entry->file = disk->file_count++;
                note(disk, was_there ? CRASH_FOUND : CRASH_CREATED, own->entry->file, own->entry->name, 0, 0, NULL);
            }
            own->file = own->entry->file;
            // As SQLite has it: whoever opens a log or journal that might be new syncs the folder with its first sync.
            own->is_folder_owed = (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
        }
    }
    pthread_mutex_unlock(&lock);
    return status;
}

static int crash_delete(sqlite3_vfs *vfs, const char *path, int is_folder_synced) {
    pthread_mutex_lock(&lock);
    struct crash_disk *disk = disk_of(path);
    int status = fails(disk, CRASH_DELETE) ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, path, is_folder_synced);
    struct entry *entry = disk == NULL ? NULL : entry_of(disk, last_part(path));
    if (entry != NULL && status == SQLITE_OK) {
        note(disk, CRASH_DELETED, entry->file, entry->name, 0, 0, NULL);
        entry->file = -1;
        if (is_folder_synced) note(disk, CRASH_FOLDER_SYNCED, -1, entry->name, 0, 0, NULL);
    }
    pthread_mutex_unlock(&lock);
    return status;
}

static int put_in_front(void) {
    if (real_vfs != NULL) return 1;
    sqlite3_vfs *found = sqlite3_vfs_find(NULL);
    if (found == NULL) return 0;
    real_vfs = found;
    crash_vfs = *found;
    crash_vfs.pNext = NULL;
    crash_vfs.zName = "crash-disk";
    crash_vfs.szOsFile = (int)sizeof(struct crash_file) + found->szOsFile;
    crash_vfs.xOpen = crash_open;
    crash_vfs.xDelete = crash_delete;
    crash_methods = (sqlite3_io_methods){
        3, crash_close, crash_read, crash_write, crash_truncate, crash_sync, crash_size, crash_lock, crash_unlock,
        crash_check_lock, crash_control, crash_sector, crash_traits, crash_shm_map, crash_shm_lock, crash_shm_barrier,
        crash_shm_unmap, crash_fetch, crash_unfetch,
    };
    return sqlite3_vfs_register(&crash_vfs, 1) == SQLITE_OK;
}

// What the tests call.

crash_disk *crash_disk_watch(const char *folder) {
    struct crash_disk *disk = calloc(1, sizeof *disk);
    char *copy = strdup(folder);
    if (disk == NULL || copy == NULL) {
        free(disk);
        free(copy);
        return NULL;
    }
    disk->folder = copy;
    disk->folder_length = strlen(copy);
    pthread_mutex_lock(&lock);
    int is_there = put_in_front();
    if (is_there) {
        disk->next = disks;
        disks = disk;
    }
    pthread_mutex_unlock(&lock);
    if (is_there) return disk;
    free(copy);
    free(disk);
    return NULL;
}

void crash_disk_forget(crash_disk *disk) {
    pthread_mutex_lock(&lock);
    for (struct crash_disk **place = &disks; *place != NULL; place = &(*place)->next)
        if (*place == disk) {
            *place = disk->next;
            break;
        }
    pthread_mutex_unlock(&lock);
    for (int index = 0; index < disk->op_count; index++) free((void *)disk->ops[index].bytes);
    free(disk->ops);
    free(disk->folder);
    free(disk);
}

int crash_disk_count(crash_disk *disk) {
    pthread_mutex_lock(&lock);
    int count = disk->op_count;
    pthread_mutex_unlock(&lock);
    return count;
}

struct crash_op crash_disk_op(crash_disk *disk, int index) {
    pthread_mutex_lock(&lock);
    struct crash_op op = {.file = -1};
    if (index >= 0 && index < disk->op_count) op = disk->ops[index];
    pthread_mutex_unlock(&lock);
    return op;
}

void crash_disk_fail(crash_disk *disk, int calls, int first, int count, enum crash_error error) {
    pthread_mutex_lock(&lock);
    disk->failing_calls = calls;
    disk->first_failing = first;
    disk->failing_count = count;
    disk->error = error;
    disk->call_count = disk->failure_count = 0;
    pthread_mutex_unlock(&lock);
}

void crash_disk_spare(crash_disk *disk, int is_on) {
    pthread_mutex_lock(&lock);
    disk->is_spared = is_on;
    pthread_mutex_unlock(&lock);
}

int crash_disk_calls(crash_disk *disk) {
    pthread_mutex_lock(&lock);
    int count = disk->call_count;
    pthread_mutex_unlock(&lock);
    return count;
}

int crash_disk_failures(crash_disk *disk) {
    pthread_mutex_lock(&lock);
    int count = disk->failure_count;
    pthread_mutex_unlock(&lock);
    return count;
}

// FNV-1a.
static uint64_t mix(uint64_t hash, const void *bytes, size_t length) {
    for (size_t index = 0; index < length; index++) hash = (hash ^ ((const uint8_t *)bytes)[index]) * 0x100000001b3u;
    return hash;
}

static int mix_rows(sqlite3 *db, const char *sql, uint64_t *hash) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) return 0;
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW)
        for (int column = 0; column < sqlite3_column_count(statement); column++) {
            int type = sqlite3_column_type(statement, column);
            *hash = mix(*hash, &type, sizeof type);
            if (type == SQLITE_INTEGER) {
                sqlite3_int64 number = sqlite3_column_int64(statement, column);
                *hash = mix(*hash, &number, sizeof number);
            } else if (type == SQLITE_FLOAT) {
                double number = sqlite3_column_double(statement, column);
                *hash = mix(*hash, &number, sizeof number);
            } else if (type != SQLITE_NULL) {
                const void *bytes = sqlite3_column_blob(statement, column);
                *hash = mix(*hash, bytes, (size_t)sqlite3_column_bytes(statement, column));
            }
        }
    sqlite3_finalize(statement);
    return status == SQLITE_DONE;
}

uint64_t crash_fingerprint(void *connection) {
    sqlite3 *db = connection;
    uint64_t hash = 0xcbf29ce484222325u;
    if (!mix_rows(db, "SELECT type, name, sql FROM sqlite_master ORDER BY name", &hash)) return 0;
    sqlite3_stmt *tables;
    const char *sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    if (sqlite3_prepare_v2(db, sql, -1, &tables, NULL) != SQLITE_OK) return 0;
    int status, is_whole = 1;
    while (is_whole && (status = sqlite3_step(tables)) == SQLITE_ROW) {
        char *rows = sqlite3_mprintf("SELECT * FROM \"%w\"", sqlite3_column_text(tables, 0));
        is_whole = rows != NULL && mix_rows(db, rows, &hash);
        sqlite3_free(rows);
    }
    sqlite3_finalize(tables);
    return is_whole && status == SQLITE_DONE ? hash : 0;
}
