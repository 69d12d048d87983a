import Glibc

/// What the clock and the processors say: of a stretch of this process, all threads together.
struct ProcessTime {
    private var wall: timespec
    private var cpu: timespec

    static func now() -> ProcessTime {
        var now = ProcessTime(wall: timespec(), cpu: timespec())
        unsafe clock_gettime(CLOCK_MONOTONIC, &now.wall)
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now.cpu)
        return now
    }

    func since(_ earlier: ProcessTime) -> (wallNanoseconds: Int, cpuNanoseconds: Int) {
        func nanoseconds(_ later: timespec, _ earlier: timespec) -> Int {
            (later.tv_sec - earlier.tv_sec) * 1_000_000_000 + later.tv_nsec - earlier.tv_nsec
        }
        return (nanoseconds(wall, earlier.wall), nanoseconds(cpu, earlier.cpu))
    }
}
