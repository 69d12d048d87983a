// Shows the thread sanitizer where `Synchronization.Mutex` is waited for. Preloaded by deploy/sanitizers.sh.
//
// The quick way of a Mutex is compiled into the program, and the sanitizer sees its atomics. The way that waits, and wakes who waits, lies
// in libswiftSynchronization, which is not instrumented: without this, whatever a thread that waited does next is reported as a race
// with the thread it waited for.
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

typedef SWIFT void lock(uint32_t thread, SELF void *handle);
typedef SWIFT bool try_lock(SELF void *handle);
typedef SWIFT void unlock(SELF void *handle);

// Of the sanitizer's runtime; programs the tests start have none.
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

lock lock_slow __asm__(LOCK_SLOW);
try_lock try_lock_slow __asm__(TRY_LOCK_SLOW);
unlock unlock_slow __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF void *handle) {
    ((lock *)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT bool try_lock_slow(SELF void *handle) {
    bool is_locked = ((try_lock *)dlsym(RTLD_NEXT, TRY_LOCK_SLOW))(handle);
    if (is_locked && __tsan_acquire) __tsan_acquire(handle);
    return is_locked;
}

SWIFT void unlock_slow(SELF void *handle) {
    if (__tsan_release) __tsan_release(handle);
    ((unlock *)dlsym(RTLD_NEXT, UNLOCK_SLOW))(handle);
}
