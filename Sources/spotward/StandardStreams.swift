import Glibc

/// What a service manager, a shell or a container left of the three standard descriptors.
enum StandardStreams {
    /// Makes them safe for a daemon; called before anything is opened.
    ///
    /// A descriptor that is closed would be given to the next file, and what is logged would be written into it: a state
    /// folder's lock held the log of a whole run before. And a reader of the log that goes away must not end the ward.
    static func hold() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard (STDIN_FILENO...STDERR_FILENO).contains(descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                break
            }
        }
        signal(SIGPIPE, SIG_IGN)
        // A limit of a file's size is a full disk, and not the end of the ward.
        signal(SIGXFSZ, SIG_IGN)
    }
}
