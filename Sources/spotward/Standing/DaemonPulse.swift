import Configuration
import Ports
import Vitals
import WardDaemon

/// Whether a daemon watches here. One that does writes what it has into the journal before it answers, so that a page read
/// after this shows the ward as it is.
enum DaemonPulse {
    static let patience = Duration.seconds(1)

    /// - Parameter stateFolder: says whether the hub is in safe mode, where it is known.
    /// - Returns: why nobody is watched; `nil` where a daemon answers, or listens and is busy.
    static func missing(at controlSocket: String, stateFolder: String?) -> String? {
        do throws(ControlError) {
            _ = try ControlClient(path: controlSocket).ask(line: "", within: patience)
            return nil
        } catch {
            guard case .notRunning = error else { return nil }
            guard let safe = stateFolder.flatMap(SafeModeState.init) else { return "\(error)" }
            return safe.words + ". " + SafeModeState.remedy
        }
    }

    /// Why a command did not get to the hub.
    static func reason(_ error: ControlError, stateFolder: String?) -> String {
        guard case .notRunning = error, let safe = stateFolder.flatMap(SafeModeState.init) else { return "\(error)" }
        return safe.words
    }
}

extension SafeModeState {
    var words: String {
        "the hub is in safe mode since \(since.forPeople), because \(Self.failedStarts) starts in a row or more ended just "
            + "after they began: it watches nobody and takes no command, sends what is owed, and tries the whole ward again "
            + "at \(triedAgainAt.forPeople)"
    }

    static let remedy =
        "Ring the families and have the children watched otherwise; then look at drop/refused, at a device plugged in "
        + "lately and at the log of the starts before"
}
