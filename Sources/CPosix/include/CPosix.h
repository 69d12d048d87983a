// Shims for what Swift cannot import from the C library: variadic functions, function-like macros, GNU-only calls, and
// names that are both a type and a function. No logic: each is one call, errno as the call left it.
#ifndef CPOSIX_H
#define CPOSIX_H

#include <dirent.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <termios.h>
#include <time.h>

// Variadic: open(2), openat(2), fcntl(2), ioctl(2).
int posix_open(const char *path, int flags, mode_t mode);
int posix_openat(int folder, const char *name, int flags, mode_t mode);
int posix_fcntl_set_status(int descriptor, int flags);
int posix_ioctl_exclusive(int descriptor);    // TIOCEXCL
int posix_unsent_count(int descriptor);       // TIOCOUTQ; 0 where there is no such count
int posix_duplicate(int descriptor);          // F_DUPFD_CLOEXEC

// pipe2(2) with O_CLOEXEC: GNU only.
int posix_pipe(int *ends);

// renameat2(2) with RENAME_NOREPLACE, and ppoll(2): GNU only.
int posix_rename_without_replacing(int from_folder, const char *from, int to_folder, const char *to);
int posix_poll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout);

// mallopt(3): GNU only. Blocks above so many bytes are maps of their own, and no more than that stays at the heap's end.
void posix_give_back_blocks_above(int byte_count);
// M_ARENA_MAX, and malloc_trim(3): GNU only.
void posix_share_arenas(int count);
void posix_give_back_free_pages(void);

// epoll(7), level-triggered, for reading: its event is a packed struct around a union. Places are the caller's numbers.
struct posix_ready {
    uint32_t place;
    uint32_t events;    // POLLIN, POLLHUP, POLLERR as poll(2) has them
};
int posix_ready_create(void);
int posix_ready_add(int set, int descriptor, uint32_t place);
int posix_ready_remove(int set, int descriptor);
// Waits `milliseconds` (-1: for ever) for at most 128 descriptors.
int posix_ready_wait(int set, struct posix_ready *ready, int capacity, int milliseconds);

// timerfd(2) on CLOCK_BOOTTIME, read-only, and its absolute instant: no header Swift reads.
int posix_timer_create(void);
int posix_timer_set(int timer, int64_t microseconds);

// adjtimex(2), which sets nothing here: 1 while something keeps the clock right, 0 while not, -1 where it does not say.
int posix_is_clock_synchronised(void);

// flock(2) is also the name of a type.
int posix_flock(int descriptor, int operation);

// Both speeds at once; c_cc is a tuple in Swift.
int posix_set_speed(struct termios *attributes, speed_t speed);
void posix_set_control_character(struct termios *attributes, int place, cc_t value);
cc_t posix_control_character(const struct termios *attributes, int place);
void posix_clear_control_characters(struct termios *attributes);

// Function-like macros on st_rdev, and d_name without copying a fixed-size tuple out of a shorter entry.
unsigned int posix_device_major(dev_t device);
unsigned int posix_device_minor(dev_t device);
const char *posix_entry_name(const struct dirent *entry);

// The name of the calling thread, at most 15 bytes: prctl(2) is variadic.
int posix_name_thread(const char *name);

// accept4(2) with SOCK_CLOEXEC | SOCK_NONBLOCK, and the credentials behind SO_PEERCRED: GNU only.
int posix_accept(int listener);
struct posix_peer {
    pid_t process;
    uid_t user;
    gid_t group;
};
int posix_peer(int connection, struct posix_peer *peer);

#endif
