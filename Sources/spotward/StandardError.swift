import Glibc

/// What is said to the person at the terminal, apart from what a command puts out. That it cannot be written is passed
/// over: there is nowhere left to say so.
enum StandardError {
    /// One line.
    static func complain(_ line: String) { show(line + "\n") }

    /// Text without a line end.
    static func show(_ text: String) { _ = OutputFile.put(Array(text.utf8), STDERR_FILENO) }

    /// The system's words for an `errno`.
    static func text(of number: CInt) -> String { String(cString: strerror(number)) }
}
