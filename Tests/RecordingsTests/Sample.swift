import Recordings
import Vitals

/// What a reader says of bytes given in pieces.
struct Reading: Equatable {
    var items: [RecordingItem] = []
    var defects: [RecordingDefect] = []
    var end = RecordingEnd.headerIncomplete
}

func read(_ bytes: [UInt8], splitAt split: Int? = nil) -> Reading {
    var reader = RecordingReader()
    var reading = Reading()
    for piece in split.map({ [Array(bytes[..<$0]), Array(bytes[$0...])] }) ?? [bytes] {
        var position = 0
        while position < piece.count {
            do throws(RecordingDefect) {
                guard let item = try reader.next(in: piece.span, at: &position) else { break }
                reading.items.append(item)
            } catch {
                reading.defects.append(error)
            }
        }
    }
    reading.end = reader.finish()
    return reading
}

func read(_ text: String) -> Reading { read(Array(text.utf8)) }

/// The head of a recording with one serial source.
let head = """
    spotward-recording 1
    started 10.000000
    source 0 serial contec-v7 - cot side
    source 1 folder csv child-7 downloads
    begin

    """

extension RecordingEntry {
    init(_ microseconds: Int64, _ event: RecordingEvent) {
        self.init(at: MonotonicInstant(microseconds: microseconds), event)
    }
}

let sampleHash = String(repeating: "0123456789abcdef", count: 4)
