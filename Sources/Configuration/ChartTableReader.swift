import Charts

/// One table of a chart file: the step it is printed to and its bands, of which only the starts are named.
enum ChartTableReader {
    static func table(_ field: Field?) -> BandTable? {
        field?.mapping { table in
            let step = table.required("printed_to")?.number(in: 0.01...Charts.Limits.printedEdge)
            let items = table.required("bands")?.list(1...Charts.Limits.bandCount, of: "bands")
            var lowest: SubScore?
            var bands: [(from: Double, subScore: SubScore)] = []
            for (place, item) in (items ?? []).enumerated() {
                if place == 0 {
                    lowest = item.mapping { lowestBand(&$0) }
                } else if let band = item.mapping({ band(&$0) }) {
                    bands.append(band)
                }
            }
            guard let step, let items, let lowest, bands.count + 1 == items.count else { return nil }
            do throws(BandTableDefect) {
                return try BandTable(printedTo: step, lowest: lowest, bands)
            } catch {
                refuse(error, in: items, of: table)
                return nil
            }
        }
    }

    /// The first band is open below.
    private static func lowestBand(_ band: inout StrictMapping) -> SubScore? {
        let from = band.required("from")
        let subScore = band.required("score")?.subScore()
        guard let word = from?.bareWord(expected: "'lowest'") else { return nil }
        guard word == "lowest" else {
            from?.refuse("'\(word.readable)' is a start, but the first band is open below", "Write 'from: lowest'")
            return nil
        }
        return subScore
    }

    private static func band(_ band: inout StrictMapping) -> (from: Double, subScore: SubScore)? {
        let edges = -Charts.Limits.printedEdge...Charts.Limits.printedEdge
        let from = band.required("from")?.number(in: edges)
        let subScore = band.required("score")?.subScore()
        guard let from, let subScore else { return nil }
        return (from, subScore)
    }

    /// Says a table's defect where it stands. A defect counts from the band above the lowest.
    private static func refuse(_ defect: BandTableDefect, in items: [Field], of table: StrictMapping) {
        func refuse(_ key: String, ofBandAt place: Int? = nil, _ reason: String, _ suggestion: String) {
            let item = place.flatMap { items.indices.contains($0 + 1) ? items[$0 + 1] : nil }
            table.defects.add(
                at: item?.node ?? table.node, key: "\(item?.path ?? table.path).\(key)", reason, suggestion)
        }
        switch defect {
        case .tooManyBands:
            refuse("bands", "are more than \(Charts.Limits.bandCount)", "Join neighbours with the same score")
        case .stepNotPrintable:
            refuse("printed_to", "is not a number of whole hundredths", "Published: 0.01 or 1")
        case .edgeNotPrintable(let place):
            refuse("from", ofBandAt: place, "is not a number of whole hundredths", "Write it as printed")
        case .bandsOutOfOrder(let place):
            refuse(
                "from", ofBandAt: place, "does not start above the band before it", "List the bands from low to high")
        case .bandNarrowerThanStep(let place):
            refuse(
                "from", ofBandAt: place, "begins less than printed_to above the band before it",
                "Correct the start or printed_to")
        case .scoreFallsAfterRising(let place):
            refuse(
                "score", ofBandAt: place, "falls again after the scores rose", "From low to high they fall, then rise")
        }
    }
}
