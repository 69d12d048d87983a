import ArgumentParser
import Crypto
import Journal

/// An exported audit log, read a piece at a time.
enum AuditFile {
    static let hash: AuditHash = { Array(Crypto.SHA256.hash(data: $0)) }
    /// Longer lines are no entries.
    static let lineByteCount = 65_536

    static func check(_ path: String, head: AuditHead?) throws -> AuditCheck {
        let input = try InputFile(path)
        var check = AuditCheck(head: head, hash: hash)
        var line: [UInt8] = []
        var number = 0
        while let piece = try input.next() {
            for byte in piece {
                guard byte == 0x0A else {
                    if line.count <= lineByteCount { line.append(byte) }
                    continue
                }
                number += 1
                take(line, number, &check)
                line.removeAll(keepingCapacity: true)
            }
        }
        // What was cut off within a line has no line feed.
        if !line.isEmpty { check.takeUnreadable(line: number + 1) }
        check.finish()
        return check
    }

    private static func take(_ line: [UInt8], _ number: Int, _ check: inout AuditCheck) {
        if let text = String(validating: line, as: UTF8.self), let entry = AuditEntry(line: text) {
            check.take(entry)
        } else {
            check.takeUnreadable(line: number)
        }
    }
}
