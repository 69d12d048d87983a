/// The second entry of the charts: typed by hand from the printed ranges, in another form than the chart file, and read
/// by another rule. Each line gives, by score, the ranges as printed, both ends inside. The outermost ends are those of
/// the plausible ranges.
enum PrintedChart {
    static let byAge = """
        0-11m RR  | 0: 30-49.99 | 1: 20-29.99 50-59.99 | 2: 10-19.99 60-69.99 | 4: 0-9.99 70-150
        1-4y  RR  | 0: 20-39.99 | 1: 40-49.99 | 2: 10-19.99 50-59.99 | 4: 0-9.99 60-150
        5-12y RR  | 0: 20-24.99 | 1: 15-19.99 25-39.99 | 2: 10-14.99 40-49.99 | 4: 0-9.99 50-150
        13+y  RR  | 0: 15-24.99 | 1: 10-14.99 25-29.99 | 2: 30-39.99 | 4: 0-9.99 40-150
        0-11m HR  | 0: 110-149.99 | 1: 90-109.99 150-169.99 | 2: 80-89.99 170-179.99 | 4: 0-79.99 180-300
        1-4y  HR  | 0: 90-139.99 | 1: 70-89.99 140-149.99 | 2: 60-69.99 150-169.99 | 4: 0-59.99 170-300
        5-12y HR  | 0: 80-119.99 | 1: 70-79.99 120-139.99 | 2: 60-69.99 140-159.99 | 4: 0-59.99 160-300
        13+y  HR  | 0: 70-99.99 | 1: 60-69.99 100-119.99 | 2: 50-59.99 120-129.99 | 4: 0-49.99 130-300
        0-11m SBP | 0: 70-89.99 | 1: 60-69.99 90-99.99 | 2: 50-59.99 100-109.99 | 4: 0-49.99 110-400
        1-4y  SBP | 0: 80-99.99 | 1: 60-79.99 100-119.99 | 2: 50-59.99 120-129.99 | 4: 0-49.99 130-400
        5-12y SBP | 0: 90-109.99 | 1: 80-89.99 110-119.99 | 2: 70-79.99 120-129.99 | 4: 0-69.99 130-400
        13+y  SBP | 0: 100-119.99 | 1: 90-99.99 120-129.99 | 2: 80-89.99 130-139.99 | 4: 0-79.99 140-400
        """

    static let sameAtEveryAge = """
        SpO2  | 0: 95-100 | 1: 91.01-94.99 | 4: 20-91
        CRT   | 0: 1-2 | 2: 3-10
        O2%   | 1: 0.001-15.99 16-29.99 | 2: 30-49.99 | 4: 50-100
        L/min | 1: 0.001-1.99 | 2: 2-5.99 | 4: 6-500
        """

    /// One row of the print.
    struct Row: Sendable, CustomStringConvertible {
        /// Empty when the row stands for every age.
        let age: String
        let parameter: String
        let ranges: [(range: ClosedRange<Double>, score: Int)]

        var description: String { "\(age) \(parameter)" }
        var plausible: ClosedRange<Double> {
            (ranges.map(\.range.lowerBound).min() ?? 0)...(ranges.map(\.range.upperBound).max() ?? 0)
        }

        /// The printed score; between two printed ranges the higher of the two neighbours.
        func score(at value: Double) -> Int? {
            guard plausible.contains(value) else { return nil }
            if let inside = ranges.first(where: { $0.range.contains(value) }) { return inside.score }
            let below = ranges.filter { $0.range.upperBound < value }.max { $0.range.upperBound < $1.range.upperBound }
            let above = ranges.filter { $0.range.lowerBound > value }.min { $0.range.lowerBound < $1.range.lowerBound }
            return max(below?.score ?? 0, above?.score ?? 0)
        }

        /// Every integer of the range, every edge, and what lies 0.005, 0.01 and one step of the number line beside it.
        var probes: [Double] {
            let integers = (Int(plausible.lowerBound.rounded(.up))...Int(plausible.upperBound)).map(Double.init)
            let edges = ranges.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
            let besides = edges.flatMap { edge in
                let thousandths = (edge * 1000).rounded()
                return [-10.0, -5, 5, 10].map { (thousandths + $0) / 1000 } + [
                    edge - 0.01, edge + 0.01, edge - 0.005, edge + 0.005,
                ]
                    + [edge.nextDown, edge.nextUp]
            }
            return integers + edges + besides
        }
    }

    static let rows = rows(in: byAge, hasAge: true) + rows(in: sameAtEveryAge, hasAge: false)

    private static func rows(in text: String, hasAge: Bool) -> [Row] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
            let ranges = parts.dropFirst().flatMap { part in
                part.dropFirst().map { range in
                    let ends = range.split(separator: "-").compactMap { Double($0) }
                    return (range: ends[0]...ends[1], score: Int(part[0].dropLast()) ?? -1)
                }
            }
            return Row(age: hasAge ? parts[0][0] : "", parameter: parts[0][hasAge ? 1 : 0], ranges: ranges)
        }
    }
}
