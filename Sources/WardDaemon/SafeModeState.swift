import Glibc
import Vitals

/// Safe mode as the state folder has it: for pages, since a hub in safe mode takes no command and so answers nobody.
public struct SafeModeState: Sendable, Hashable {
    /// On the ward's clock.
    public let since: WallInstant
    /// When the whole ward is tried again at the latest.
    public var triedAgainAt: WallInstant { since.advanced(by: DaemonLimits.safeModeLasts) }
    /// So many starts or more ended just after they began.
    public static var failedStarts: Int { DaemonLimits.startsBeforeSafeMode }

    /// `nil` where no process of this boot is in safe mode there.
    public init?(stateFolder: String) {
        self.init(StartMarks(stateFolder: stateFolder, bootID: Daemon.bootID()))
    }

    init?(_ marks: StartMarks) {
        // EPERM: it is there, and somebody else's.
        guard let safe = marks.safe, kill(safe.process, 0) == 0 || errno == EPERM else { return nil }
        since = safe.since
    }
}
