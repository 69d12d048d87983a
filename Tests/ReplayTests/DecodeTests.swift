import Decoders
import Testing
import Vitals
import DeviceSimulators

@testable import spotward

/// The rows of raw bytes or a recording, as CSV lines without the header.
private func lines(
    _ bytes: [UInt8], _ deviceProtocol: DeviceProtocol?, isLocked: Bool = false, pieceByteCount: Int = 7
) throws -> [String] {
    var decoding = DeviceDecoding(deviceProtocol, isLocked: isLocked)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
        let piece = Array(bytes[start..<min(start + pieceByteCount, bytes.count)])
        try decoding.feed(piece.span) { DecodeOutput.csv.render($0, into: &output) }
    }
    try decoding.finish { DecodeOutput.csv.render($0, into: &output) }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
}

private let goodFrame: [UInt8] = [0x85, 0x40, 0x07, 0x48, 0x62]

@Suite struct DecodeTests {
    @Test func everyKindOfRowHasItsPlace() throws {
        let stream: [UInt8] =
            [0x01, 0x02, 0x03] + goodFrame + [0x83, 0x20, 0x63, 0x7F, 0x7F] + [0x85, 0x40]
            + [0x85, 0x40, 0x07, 0x48, 0x7E] + goodFrame + [0x85, 0x40]
        #expect(
            try lines(stream, .contec5byte) == [
                "0,skipped(3),,,,,,", "3,reading,,98,72,,,", "8,none(searching),,,,,,", "13,skipped(2),,,,,,",
                "15,refused(impossible-value),,,,,,", "20,reading,,98,72,,,", "25,partial(2),,,,,,",
            ])
    }

    @Test func whereThePiecesAreCutDoesNotShow() throws {
        var noise = SimulatedNoise(seed: 3)
        let stream =
            noise.bytes(300) + SimulatedOximeter(.noninDF2, [.init(0, spO2: 97, heartRate: 140)]).bytes(second: 0)
        let whole = try lines(stream, .noninDF2, pieceByteCount: 10_000)
        for pieceByteCount in [1, 2, 3, 5, 19, 20] {
            #expect(try lines(stream, .noninDF2, pieceByteCount: pieceByteCount) == whole)
        }
    }

    @Test func lockedRawBytesCountFromTheTwentiethFrameToTheEnd() throws {
        let stream = Array(repeatElement(goodFrame, count: 50).joined())
        let found = try lines(stream, .contec5byte, isLocked: true)
        #expect(found.count == 31)
        #expect(found.first == "95,reading,,98,72,,,")
        #expect(found.last == "245,reading,,98,72,,,")
    }

    @Test func anUnpluggingEndsAFrameAndOffsetsGoOn() throws {
        let recording = """
            spotward-recording 1
            protocol contec-5byte
            begin
            0.000000 bytes 0 85400748628540
            1.000000 detached 0
            2.000000 attached 0
            2.000000 bytes 0 8540074862

            """
        #expect(
            try lines(Array(recording.utf8), nil) == [
                "0,reading,,98,72,,,", "5,partial(2),,,,,,", "7,reading,,98,72,,,",
            ])
    }

    @Test func aRecordingOfSeveralDevicesAsksForOne() throws {
        let recording = """
            spotward-recording 1
            source 0 serial contec-5byte - a
            source 1 serial contec-v7 - b
            source 2 folder csv - c
            begin
            0.000000 bytes 0 8540074862

            """
        #expect(throws: DeviceDecoding.Failure.self) { try lines(Array(recording.utf8), nil) }
        var decoding = DeviceDecoding(nil, source: SourceIndex(0))
        var count = 0
        try decoding.feed(Array(recording.utf8).span) { _ in count += 1 }
        try decoding.finish { _ in count += 1 }
        #expect(count == 1)
    }

    @Test func rawBytesWithoutAProtocolAreRefusedAndNothingIsEmpty() throws {
        #expect(throws: DeviceDecoding.Failure.self) { try lines(goodFrame, nil) }
        #expect(try lines([], .contecV7) == [])
    }
}
