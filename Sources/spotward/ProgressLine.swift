import Glibc

/// One line on a terminal that is written over again and again; nothing where there is no terminal.
final class ProgressLine {
    private let isShown: Bool
    private var shownAt: ContinuousClock.Instant?

    init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

    func show(_ text: String) {
        guard isShown, shownAt.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true else { return }
        shownAt = .now
        StandardError.show("\r\u{1B}[K\(text)")
    }

    func end() { if isShown, shownAt != nil { StandardError.show("\r\u{1B}[K") } }
}
