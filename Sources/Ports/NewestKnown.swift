import Glibc
import Vitals

/// The newest instant a hub can know of before it trusts its clock: when its own files were last written.
///
/// The journal's log is written every half second, so after a power cut this is when the power went. On the first start
/// there is only the configuration.
public enum NewestKnown {
    /// - Returns: the epoch where there is no such file, which every clock is after.
    public static func instant(of files: [String]) -> WallInstant {
        files.compactMap(lastWritten).max() ?? WallInstant(microseconds: 0)
    }

    private static func lastWritten(_ path: String) -> WallInstant? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return WallInstant(
            microseconds: Int64(status.st_mtim.tv_sec) &* 1_000_000 &+ Int64(status.st_mtim.tv_nsec) / 1000)
    }
}
