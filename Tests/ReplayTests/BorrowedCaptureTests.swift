import Foundation
import Decoders
import Testing

@testable import spotward

/// Real captures of other people lie beside the project, are not part of it and may be absent.
@Suite struct BorrowedCaptureTests {
    private static let folder = DeviceRecordings.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/captures/contec-cms50-v7-serial")

    private static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// 102 live packets of a CMS50E and a cut one; expected values by timegrid/CMS50Dplus7's decoder.
    @Test(.enabled(if: isPresent, "the folder of borrowed captures is absent"))
    func aRealCMS50EDecodesAsAnotherDecoderSays() throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: "titinho11-cms50e-live.bin")))
        let table = try String(
            contentsOf: Self.folder.appending(path: "titinho11-cms50e-live.expected.csv"), encoding: .utf8)
        let expected = table.split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",").prefix(3).joined(separator: ",")
        }
        var decoding = DeviceDecoding(.contecV7)
        var found: [String] = []
        var partial: [String] = []
        let collect: (DecodeRow) -> Void = { row in
            if case .partial(let byteCount) = row.kind {
                partial.append("\(row.offset) \(byteCount)")
            } else {
                found.append("\(row.offset),\(Int(row.readings[.spO2] ?? -1)),\(Int(row.readings[.heartRate] ?? -1))")
            }
        }
        try decoding.feed(bytes.span, collect)
        try decoding.finish(collect)
        #expect(expected.count == 102)
        #expect(found == expected)
        #expect(partial == ["918 4"])
    }
}
