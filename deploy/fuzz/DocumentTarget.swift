import Documents
import Vitals

/// Every format of dropped files. The first byte chooses it, or has it recognised as a dropped file's is; the second chooses the
/// pieces, the third whether the name had a stamp.
extension Target {
    static let documents = Target(name: "documents") { input in
        var input = input
        let choice = input.choice()
        let seed = input.choice()
        let context = DocumentContext(fileName: input.choice() & 1 == 0 ? "" : "O2Ring-20260912233000_OXIRecord.csv")
        let all = DocumentFormat.allCases
        let head = Array(input.bytes.prefix(Limits.recognitionBytes))
        let recognised = try? DocumentFormat.recognise(fileName: "a.csv", head: head.span)
        guard let format = choice < 128 ? all[choice % all.count] : recognised else { return }

        let whole = Reading([input.bytes], format, context)
        let pieces = Reading(input.pieces(seed), format, context)
        must(whole.rows == pieces.rows, "\(format): pieces make other rows than the whole")
        must(
            whole.defect == pieces.defect,
            "\(format): \(whole.defect.map { "\($0)" } ?? "no defect"), in pieces \(pieces.defect.map { "\($0)" } ?? "none")"
        )
        must((whole.defect.map { !"\($0)".isEmpty }) ?? true, "\(format): a defect without words")
        var number: UInt64 = 0
        for row in whole.rows {
            must(row.number > number, "\(format): rows are not numbered upwards")
            must(row.offset <= UInt64(input.bytes.count), "\(format): a row behind the end")
            number = row.number
            guard case .readings(let readings) = row.content else { continue }
            must(readings.measuredAt != nil, "\(format): a reading without its time")
            must(!readings.given.isEmpty || row.oxygen != nil, "\(format): a row of nothing")
            for sign in VitalSign.allCases {
                must(readings[sign].map(\.isFinite) ?? true, "\(format): a reading that is no number")
            }
        }
    }
}

private struct Reading {
    var rows: [DocumentRow] = []
    var defect: DocumentDefect?

    init(_ pieces: [[UInt8]], _ format: DocumentFormat, _ context: DocumentContext) {
        var reader = DocumentReader(format: format, context: context)
        do throws(DocumentDefect) {
            for piece in pieces { try reader.feed(piece.span) { rows.append($0) } }
            try reader.finish { rows.append($0) }
        } catch {
            defect = error
        }
    }
}
