import Foundation
import Testing
import Vitals

@testable import Decoders

/// Real captures of other people lie beside the project, are not part of it and may be absent.
@Suite struct BorrowedReportsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/captures/contec-cms50e-hid-live")

    private static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// 4,243 reports of a CMS50E in 212 s; the maker's own program exported the same 212 rows.
    @Test(.enabled(if: isPresent, "the folder of borrowed captures is absent"))
    func aRealCMS50EDecodesAsTheMakersProgramSays() throws {
        let reports = Array(try Data(contentsOf: Self.folder.appending(path: "reports.bin")))
        let table = try String(contentsOf: Self.folder.appending(path: "vendor-export.csv"), encoding: .utf8)
        let expected = table.split(whereSeparator: \.isNewline).dropFirst().map { row in
            row.split(separator: ",").suffix(2).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let found = events(reports, .contecEB)
        let rows = found.compactMap { event -> [String]? in
            guard case .frame(.readings(let readings)) = event.kind else { return nil }
            return [readings[.spO2], readings[.heartRate]].map { "\(Int($0 ?? -1))" }
        }
        #expect(expected.count == 212)
        #expect(rows == expected)
        #expect(found.allSatisfy { if case .skipped = $0.kind { $0.skip == .padding } else { true } })
    }

    /// Twenty reports a second, as the device sent them: locked in the third second, and a reading in each from then on.
    @Test(.enabled(if: isPresent, "the folder of borrowed captures is absent"))
    func aRealCMS50EIsLockedAndStaysSo() throws {
        let reports = Array(try Data(contentsOf: Self.folder.appending(path: "reports.bin")))
        var stream = DeviceStream(.contecEB)
        var count = 0
        for start in stride(from: 0, to: reports.count, by: 64) {
            let now = MonotonicInstant(microseconds: Int64(start / 64) * 50_000)
            let report = Array(reports[start..<start + 64])
            stream.feed(bytes: report.span, at: now) { _, _ in count += 1 }
        }
        #expect(stream.isLocked)
        #expect(count >= 208)
    }
}
