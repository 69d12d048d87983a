/// Upper bounds of this target. Spans without another word are real time, whatever the speed of the `PortClock`.
public enum PortLimits {
    /// Serial ports and HID devices one poll loop serves.
    public static let portCount = 64
    /// Drop folders one poll loop watches.
    public static let folderCount = 16
    /// Bytes of one `read`, and so of one batch: the kernel's terminal buffer holds no more.
    public static let batchByteCount = 4096
    /// Bytes taken from one port before the others have their turn. A port that floods keeps the rest.
    public static let readBudget = 16_384
    /// Bytes of one message to a device.
    public static let sentByteCount = 64
    /// Messages that start a device's stream, and messages that stop it.
    public static let messageCount = 16
    /// Bytes of a HID device's report. With its number it goes through a pipe in one piece.
    public static let reportByteCount = 1...1024
    /// How long a loop that stops waits for its last bytes to leave.
    public static let farewell: Duration = .milliseconds(300)
    /// Bytes and characters read of one file of /sys, and entries of one of its folders.
    public static let systemTextByteCount = 4096
    public static let systemTextCount = 256
    public static let systemEntryCount = 4096
    /// The shortest and the longest pause between two attempts to open what is gone.
    public static let backOff: ClosedRange<Duration> = .milliseconds(200) ... .seconds(2)
    /// How far apart ticks may be, on the loop's clock.
    public static let tickPeriod: ClosedRange<Duration> = .milliseconds(1) ... .seconds(3600)
    /// How often keep-alive bytes may be sent.
    public static let keepAlivePeriod: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
    /// How much faster than life a clock may run.
    public static let speed: ClosedRange<Double> = 1...3600

    /// How often a drop folder is looked through although nothing was heard of it.
    public static let folderRescan: Duration = .seconds(60)
    /// How long a file nobody was seen closing must keep its size and its time of change.
    public static let stillness: Duration = .seconds(2)
    /// When the intake is woken again after a folder changed, for the second look. More than `stillness`.
    public static let secondLook: Duration = .milliseconds(2500)
    /// Names the intake remembers at once; what is beyond stays in the folder for the next look.
    public static let candidateCount = 20_000
    /// Bytes of the part of a dropped file's name that is kept. With number, suffix and `.receipt.json` it stays under
    /// the 255 bytes a file system takes.
    public static let keptNameByteCount = 180
    /// Files of one name in `accepted` or in `refused`, told apart by a suffix.
    public static let sameNameCount = 10_000
    /// The largest file a plan may let in, in bytes.
    public static let documentByteCount: Int64 = 4 << 30
    /// Bytes of a receipt.
    public static let receiptByteCount = 1 << 20

    /// Connections to the control socket at once. One more takes the place of the one that has been idle longest.
    public static let controlConnectionCount = 16
    /// Bytes of one request, its newline not counted.
    public static let controlLineByteCount = 65_536
    /// Bytes of one answer a client takes, its newline not counted.
    public static let controlAnswerByteCount = 1 << 20
    /// How long a client may take to send a line, or to take its answer.
    public static let controlPatience: Duration = .seconds(10)
    /// How long the daemon may think about an answer.
    public static let controlAnswerPatience: Duration = .seconds(20)
    /// Bytes of a unix socket's path, without the byte that ends it.
    public static let socketPathByteCount = 107

    /// The kernel's clock may differ by less without a word: it is slewed, or it was a leap second.
    public static let clockStep: Duration = .seconds(5)
    /// How far a clock that nothing keeps right may be set and is taken over: a hub that lay in a drawer; a time set by hand.
    public static let clockForward: Duration = .seconds(366 * 86_400)
    public static let clockBack: Duration = .seconds(86_400)
    /// How long a step that was taken over is news.
    public static let clockNews: Duration = .seconds(10)
}
