import CPosix
import Glibc

/// One open HID device through its raw node, hidraw(4). One `read` gives one report; one `write` is one report.
///
/// ```
/// read    | report, N bytes |                        devices without report numbers
/// write   | 0 | message, padded with zeros to N |    the first byte is the report's number, 0 for none
/// ```
///
/// A `write` to a device that does not answer blocks in the kernel for seconds, whatever the descriptor says, so a thread
/// of its own writes (`HIDWriter`). A class for the reason `SerialPort` is one. It belongs to the loop's thread.
final class HIDPort {
    let descriptor: FileDescriptor
    private let path: String
    private let reportByteCount: Int
    /// `nil` when nothing is ever sent.
    private let writer: HIDWriter?

    /// Opens and claims the device and writes nothing. Reports that wait from before were received before anyone asked.
    ///
    /// - Parameter sends: whether anything will be sent; otherwise it is opened for reading alone.
    init(opening path: String, reportByteCount: Int, sends: Bool) throws(PortError) {
        self.path = path
        self.reportByteCount = reportByteCount
        let flags = (sends ? O_RDWR : O_RDONLY) | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        let opened = try systemCall(.open, path) { unsafe posix_open(path, flags, 0) }
        descriptor = FileDescriptor(owning: opened)
        try descriptor.claim(path: path)
        writer = sends ? try HIDWriter(to: descriptor, path: path, byteCount: reportByteCount + 1) : nil
    }

    /// Hands one message over to be sent as one report.
    ///
    /// - Throws: what the device said to an earlier one, or that too many wait.
    func send(_ message: [UInt8]) throws(PortError) {
        guard let writer, message.count <= reportByteCount else {
            throw PortError(.write, path, .limit("sentByteCount"))
        }
        var report = [UInt8](repeating: 0, count: reportByteCount + 1)
        for (place, byte) in message.enumerated() { report[place + 1] = byte }
        try writer.send(report)
    }

    var hasUnsent: Bool { writer?.hasUnsent ?? false }
}
