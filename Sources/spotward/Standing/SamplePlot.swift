import Alarms
import Vitals

/// The samples of an episode as a small table and a line of blocks.
///
/// Neighbours that say the same stand in one row with their count, so that counting by hand stays possible.
struct SamplePlot {
    let samples: [EpisodeStory.Sample]
    let sign: VitalSign?
    let line: BreachLine?

    /// Rows printed before the rest is only counted.
    static let rowCount = 60
    static let columnCount = 72

    /// One sample in words.
    private struct Reading: Equatable {
        var value: String
        var verdict: String
        var quality: String
    }

    func table(all: Bool, _ style: TextStyle) -> [String] {
        var runs: [(first: WallInstant, last: WallInstant, count: Int, reading: Reading)] = []
        for sample in samples {
            let reading = reading(sample)
            if let last = runs.last, last.reading == reading {
                runs[runs.count - 1].last = sample.at
                runs[runs.count - 1].count += 1
            } else {
                runs.append((sample.at, sample.at, 1, reading))
            }
        }
        let shown = all ? runs[...] : runs.suffix(Self.rowCount)
        var table = TextTable(["FROM", "TO", "READINGS", "VALUE", "IS", "QUALITY"], indent: 2)
        for run in shown {
            table.append(
                [
                    run.first.clock, run.last.clock, "\(run.count)", run.reading.value, run.reading.verdict,
                    run.reading.quality,
                ], run.reading.verdict == Self.breach ? .red : nil)
        }
        let left = runs.count - shown.count
        return (left > 0 ? ["  (\(left) earlier rows are left out; --all prints them)"] : []) + table.lines(style)
    }

    private static let breach = "in breach"

    private func reading(_ sample: EpisodeStory.Sample) -> Reading {
        let quality =
            (sample.readings.signal == .measuring ? [] : ["\(sample.readings.signal.name)"])
            + sample.readings.quality.printedNames
        let words = quality.joined(separator: " ")
        guard let sign else {
            let values = VitalSign.allCases.compactMap { sign in
                sample.readings[sign].map { "\(sign.shortName) \($0.shortestDecimal)" }
            }
            return Reading(
                value: values.isEmpty ? "–" : values.joined(separator: ", "), verdict: sample.disposition,
                quality: words)
        }
        guard let value = sample.readings[sign] else {
            return Reading(value: "–", verdict: "no value", quality: words)
        }
        return Reading(value: sign.spoken(value), verdict: verdict(value, sign, sample), quality: words)
    }

    private func verdict(_ value: Double, _ sign: VitalSign, _ sample: EpisodeStory.Sample) -> String {
        if !sample.isJudged { return "not judged: \(sample.disposition)" }
        if sample.implausible.contains(sign) { return "not judged: implausible" }
        guard let line else { return "judged" }
        return line.isBreached(by: value) ? Self.breach : "not in breach"
    }

    /// Blocks from the lowest to the highest value, a column a slice of time with its worst value; `·` is a gap. Below it
    /// `^` marks breaches. Empty where no vital sign is watched or there is less than two values.
    func sparkline() -> [String] {
        guard let sign, let first = samples.first?.at, let last = samples.last?.at else { return [] }
        let judged = samples.compactMap { sample in
            sample.isJudged && !sample.implausible.contains(sign) ? sample.readings[sign].map { (sample.at, $0) } : nil
        }
        let span = last.since(first).inSeconds
        guard judged.count > 1, span >= 1, let low = judged.map(\.1).min(), let high = judged.map(\.1).max() else {
            return []
        }
        let columnCount = min(Self.columnCount, Int(span) + 1)
        var worst = [Double?](repeating: nil, count: columnCount)
        for (at, value) in judged {
            let place = min(columnCount - 1, max(0, Int(at.since(first).inSeconds / (span + 1) * Double(columnCount))))
            let isWorse = worst[place].map { line?.side == .low ? value < $0 : value > $0 } ?? true
            if isWorse { worst[place] = value }
        }
        let blocks = Array("▁▂▃▄▅▆▇█")
        var line1 = ""
        var line2 = ""
        for value in worst {
            guard let value else {
                line1 += "·"
                line2 += " "
                continue
            }
            let share = high > low ? (value - low) / (high - low) : 0
            line1.append(blocks[min(7, max(0, Int((share * 7).rounded())))])
            line2 += line?.isBreached(by: value) == true ? "^" : " "
        }
        while line2.last == " " { line2.removeLast() }
        let scale =
            "  \(first.clock) to \(last.clock), \(sign.spoken(low)) to \(sign.spoken(high)); · no value, ^ in breach"
        return ["  \(line1)"] + (line2.isEmpty ? [] : ["  \(line2)"]) + [scale]
    }
}
