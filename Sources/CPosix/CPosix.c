#define _GNU_SOURCE
#include "CPosix.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

int posix_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }

int posix_openat(int folder, const char *name, int flags, mode_t mode) { return openat(folder, name, flags, mode); }

int posix_fcntl_set_status(int descriptor, int flags) { return fcntl(descriptor, F_SETFL, flags); }

int posix_ioctl_exclusive(int descriptor) { return ioctl(descriptor, TIOCEXCL); }

int posix_unsent_count(int descriptor) {
    int count = 0;
    return ioctl(descriptor, TIOCOUTQ, &count) == 0 ? count : 0;
}

int posix_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

int posix_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int posix_rename_without_replacing(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int posix_poll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout) {
    return ppoll(descriptors, count, timeout, NULL);
}

int posix_ready_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int posix_ready_add(int set, int descriptor, uint32_t place) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = place};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

int posix_ready_remove(int set, int descriptor) { return epoll_ctl(set, EPOLL_CTL_DEL, descriptor, NULL); }

int posix_ready_wait(int set, struct posix_ready *ready, int capacity, int milliseconds) {
    struct epoll_event events[128];
    int count = epoll_wait(set, events, capacity < 128 ? capacity : 128, milliseconds);
    for (int i = 0; i < count; i++) ready[i] = (struct posix_ready){events[i].data.u32, events[i].events};
    return count;
}

int posix_timer_create(void) { return timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC); }

int posix_timer_set(int timer, int64_t microseconds) {
    struct itimerspec at;
    memset(&at, 0, sizeof at);
    at.it_value.tv_sec = microseconds / 1000000;
    at.it_value.tv_nsec = microseconds % 1000000 * 1000;
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

int posix_flock(int descriptor, int operation) { return flock(descriptor, operation); }

int posix_set_speed(struct termios *attributes, speed_t speed) { return cfsetspeed(attributes, speed); }

void posix_set_control_character(struct termios *attributes, int place, cc_t value) {
    attributes->c_cc[place] = value;
}

cc_t posix_control_character(const struct termios *attributes, int place) { return attributes->c_cc[place]; }

void posix_clear_control_characters(struct termios *attributes) {
    memset(attributes->c_cc, 0, sizeof attributes->c_cc);
}

unsigned int posix_device_major(dev_t device) { return major(device); }

unsigned int posix_device_minor(dev_t device) { return minor(device); }

const char *posix_entry_name(const struct dirent *entry) { return entry->d_name; }

int posix_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

void posix_give_back_blocks_above(int byte_count) {
    mallopt(M_MMAP_THRESHOLD, byte_count);
    mallopt(M_TRIM_THRESHOLD, byte_count);
}

void posix_share_arenas(int count) { mallopt(M_ARENA_MAX, count); }

void posix_give_back_free_pages(void) { malloc_trim(0); }

int posix_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int posix_peer(int connection, struct posix_peer *peer) {
    struct ucred credentials = {0, (uid_t)-1, (gid_t)-1};
    socklen_t length = sizeof credentials;
    int outcome = getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &length);
    peer->process = credentials.pid;
    peer->user = credentials.uid;
    peer->group = credentials.gid;
    return outcome;
}

int posix_is_clock_synchronised(void) {
    struct timex state = {0};
    int answer = adjtimex(&state);
    if (answer < 0) return -1;
    return answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}
