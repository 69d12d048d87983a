import Charts

/// Writes the rows of the answer.
struct ChartSheetOutput {
    static let columns =
        "id,age_band,rr,resp_distress,spo2,oxygen,hr,sbp,crt,complete,total,partial_sum,minimum_total,maximum_total,"
        + "score_level,final_level,reason"

    private var bytes: [UInt8] = []

    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func appendHeader() { bytes += Array((Self.columns + "\n").utf8) }

    mutating func append(
        id: ArraySlice<UInt8>, age: ChartAge, score: ChartScore, scoreLevel: EscalationLevel?, escalation: Escalation
    ) {
        append(id: id)
        cell()
        append(age)
        for parameter in ScoredParameter.allCases {
            cell()
            append(score.members[parameter])
        }
        switch score {
        case .complete(let complete):
            cell("Y")
            for _ in 0..<4 { cell(complete.total) }
        case .partial(let partial):
            cell("N")
            cell()
            cell(partial.partialSum)
            cell(partial.minimumTotal)
            cell(partial.maximumTotal)
        }
        cell(scoreLevel?.code ?? "")
        switch escalation {
        case .standing(let level, _): cell(level.code)
        case .pending: cell("pending")
        case .unknown: cell()
        }
        cell(escalation.reason?.code ?? "")
        bytes.append(0x0A)
    }

    /// As it came, in quotes where RFC 4180 asks for them.
    private mutating func append(id: ArraySlice<UInt8>) {
        guard id.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            bytes += id
            return
        }
        bytes.append(0x22)
        for byte in id {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    private mutating func append(_ age: ChartAge) {
        switch age {
        case .notGiven: break
        case .outsideCharts: append("unscorable")
        case .band(let band): append(band.name)
        }
    }

    private mutating func append(_ member: MemberScore) {
        switch member {
        case .missing: break
        case .unscorable: append("unscorable")
        case .scored(let subScore): bytes.append(0x30 + subScore.rawValue)
        }
    }

    private mutating func cell() { bytes.append(0x2C) }

    private mutating func cell(_ text: StaticString) {
        cell()
        append(text)
    }

    /// A number of at most two digits, as every total is.
    private mutating func cell(_ number: Int?) {
        cell()
        guard let number else { return }
        if number >= 10 { bytes.append(0x30 + UInt8(truncatingIfNeeded: number / 10)) }
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }

    private mutating func append(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}
