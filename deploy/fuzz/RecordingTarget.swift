import Recordings
import Vitals

/// Recordings of captured traffic: what is read is the same however it comes, and what was read and written again is read
/// the same.
extension Target {
    static let recordings = Target(name: "recordings") { input in
        var input = input
        let seed = input.choice()
        let whole = Reading([input.bytes])
        let pieces = Reading(input.pieces(seed))
        must(whole.items == pieces.items, "pieces give other entries than the whole")
        must(whole.defects == pieces.defects, "pieces have other defects than the whole")
        must(whole.end == pieces.end, "\(whole.end), in pieces \(pieces.end)")
        guard whole.defects.isEmpty, case .header(let header)? = whole.items.first else { return }

        var written: [UInt8] = []
        let writer = RecordingWriter(header, to: &written)
        for case .entry(let entry) in whole.items {
            do { try writer.append(entry, to: &written) } catch { fail("what was read cannot be written: \(error)") }
        }
        let again = Reading([written])
        must(again.defects.isEmpty, "what was written cannot be read: \(again.defects)")
        must(again.items == whole.items, "what was written is read otherwise")
    }
}

private struct Reading {
    var items: [RecordingItem] = []
    var defects: [RecordingDefect] = []
    var end: RecordingEnd

    init(_ pieces: [[UInt8]]) {
        var reader = RecordingReader()
        for piece in pieces {
            var position = 0
            while true {
                do throws(RecordingDefect) {
                    guard let item = try reader.next(in: piece.span, at: &position) else { break }
                    items.append(item)
                } catch {
                    defects.append(error)
                }
            }
        }
        end = reader.finish()
    }
}
