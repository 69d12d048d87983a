import Glibc

/// Lets the other thread run on a machine with few cores.
func shortPause() { sched_yield() }

/// A tenth of a millisecond.
func usleepBriefly() { usleep(100) }
