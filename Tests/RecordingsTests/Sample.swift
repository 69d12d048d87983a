import Recordings
import Vitals

/// What a reader says of bytes given in pieces.
struct Reading: Equatable {
    var items: [RecordingItem] = []
    var defects: [RecordingDefect] = []
    var end = RecordingEnd.headerIncomplete
    /// How many of the items were read in the short way.
    var plainCount = 0

    /// Whether both give the same, in whichever way.
    func says(_ other: Reading) -> Bool {
        items == other.items && defects == other.defects && end == other.end
    }
}

/// - Parameter takesPlain: plain lines are read in the short way first, as a replay does it; the answer is the same.
func read(_ bytes: [UInt8], splitAt split: Int? = nil, takesPlain: Bool = false) -> Reading {
    var reader = RecordingReader()
    var reading = Reading()
    var payload: [UInt8] = []
    for piece in split.map({ [Array(bytes[..<$0]), Array(bytes[$0...])] }) ?? [bytes] {
        var position = 0
        while position < piece.count {
            if takesPlain, let line = reader.nextPlain(in: piece.span, at: &position, into: &payload) {
                reading.items.append(.entry(RecordingEntry(line, payload)))
                reading.plainCount += 1
                continue
            }
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
    init(_ line: PlainLine, _ payload: [UInt8]) {
        let bytes = Array(payload[..<line.byteCount])
        switch line.content {
        case .bytes(let source): self.init(at: line.at, .bytes(source, bytes))
        case .documentBytes(let number): self.init(at: line.at, .documentBytes(number: number, bytes))
        case .tick(let wall, let rows, let commands):
            self.init(at: line.at, .tick(wall: wall, documentRows: rows, commands: commands))
        }
    }

    init(_ microseconds: Int64, _ event: RecordingEvent) {
        self.init(at: MonotonicInstant(microseconds: microseconds), event)
    }
}

let sampleHash = String(repeating: "0123456789abcdef", count: 4)
