import CPosix
import Glibc

/// Whether something keeps the hub's wall clock right, as the kernel knows it.
public enum ClockDiscipline {
    /// `nil` where the kernel does not say.
    public static var isSynchronised: Bool? {
        let answer = posix_is_clock_synchronised()
        if answer == 1 { return true }
        // A sandbox may keep the kernel's word from us; systemd-timesyncd leaves its own.
        if unsafe access("/run/systemd/timesync/synchronized", F_OK) == 0 { return true }
        return answer < 0 ? nil : false
    }
}
