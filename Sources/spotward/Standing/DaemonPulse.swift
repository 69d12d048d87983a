import Ports
import Vitals

/// Whether a daemon watches here. One that does writes what it has into the journal before it answers, so that a page read
/// after this shows the ward as it is.
enum DaemonPulse {
    static let patience = Duration.seconds(1)

    /// - Returns: why nobody is watched; `nil` where a daemon answers, or listens and is busy.
    static func missing(at controlSocket: String) -> String? {
        do throws(ControlError) {
            _ = try ControlClient(path: controlSocket).ask(line: "", within: patience)
            return nil
        } catch {
            if case .notRunning = error { return "\(error)" }
            return nil
        }
    }
}
