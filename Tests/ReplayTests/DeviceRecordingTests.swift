import Decoders
import Testing
import Vitals
import DeviceSimulators

@testable import spotward

/// What `spotward decode` prints for these bytes.
private func decoded(
    _ bytes: [UInt8], as deviceProtocol: DeviceProtocol? = nil, isLocked: Bool = false
) throws -> [UInt8] {
    var output = Array(DecodeOutput.csv.header.utf8)
    for row in try rows(bytes, as: deviceProtocol, isLocked: isLocked) { DecodeOutput.csv.render(row, into: &output) }
    return output
}

private func rows(_ bytes: [UInt8], as deviceProtocol: DeviceProtocol?, isLocked: Bool) throws -> [DecodeRow] {
    var decoding = DeviceDecoding(deviceProtocol, isLocked: isLocked)
    var rows: [DecodeRow] = []
    // Pieces of an odd size: where they are cut must not show.
    for start in stride(from: 0, to: bytes.count, by: 4093) {
        let piece = Array(bytes[start..<min(start + 4093, bytes.count)])
        try decoding.feed(piece.span) { rows.append($0) }
    }
    try decoding.finish { rows.append($0) }
    return rows
}

/// One that writes files must end before those that read them begin.
@Suite(.serialized) struct DeviceRecordingTests {
    /// `SPOTWARD_REGENERATE=1 swift test --filter ReplayTests` writes them and what is expected of them anew.
    @Test(arguments: SimulatedCatalogue.recordings.map(\.path))
    func simulatedRecordingsAreWhatTheSimulatorsMake(path: String) throws {
        let recording = try #require(SimulatedCatalogue.recordings.first { $0.path == path }).recording
        let made = recording.rendered()
        if DeviceRecordings.isRegenerating {
            try DeviceRecordings.write(made, to: path)
            try DeviceRecordings.write(try decoded(made), to: DeviceRecordings.expectedPath(path))
        }
        #expect(
            try DeviceRecordings.bytes(path) == made, "the simulator or the format changed: regenerate, and say why")
        #expect(made.count <= 1_500_000)
    }

    @Test func theFolderHoldsRecordings() {
        #expect(DeviceRecordings.paths.count >= SimulatedCatalogue.recordings.count)
    }

    @Test(arguments: DeviceRecordings.paths)
    func aRecordingDecodesAsExpected(path: String) throws {
        let expected = try DeviceRecordings.bytes(DeviceRecordings.expectedPath(path))
        #expect(try decoded(try DeviceRecordings.bytes(path)) == expected)
    }

    /// devices.md, section 2, rule 4: other protocols' streams look right for some frames, never under lock.
    @Test(arguments: DeviceRecordings.paths, DeviceProtocol.allCases)
    func noOtherDecoderReadsAnythingUnderLock(path: String, deviceProtocol: DeviceProtocol) throws {
        let bytes = try DeviceRecordings.bytes(path)
        let isForeign = !isOwn(bytes, deviceProtocol)
        let found = try rows(bytes, as: deviceProtocol, isLocked: true).filter { row in
            switch row.kind {
            case .reading, .none: true
            default: false
            }
        }
        #expect(found.isEmpty == isForeign, "\(path) as \(deviceProtocol.rawValue)")
    }

    private func isOwn(_ bytes: [UInt8], _ deviceProtocol: DeviceProtocol) -> Bool {
        String(decoding: bytes.prefix(2000), as: UTF8.self).contains("\nprotocol \(deviceProtocol.rawValue)\n")
    }
}
