/// What a scenario did, as lines or as one line of JSON.
///
/// Written piece by piece: a text put together first would allocate more for longer numbers, and that would show as a
/// difference between two lengths.
struct BenchReport {
    private var figures: [(name: StaticString, value: Int)] = []

    mutating func add(_ name: StaticString, _ value: Int) { figures.append((name, value)) }

    mutating func add(_ sink: CountingSink) {
        add("reading_sets", sink.readingSetCount)
        add("readings", sink.readingCount)
        add("transitions", sink.transitionCount)
        add("fired", sink.firedCount)
        add("scores", sink.scoreCount)
    }

    func write(asJSON: Bool) {
        if asJSON { print("{", terminator: "") }
        for (place, figure) in figures.enumerated() {
            if asJSON {
                print(place == 0 ? "\"" : ",\"", figure.name, "\":", figure.value, separator: "", terminator: "")
            } else {
                print(figure.name, figure.value)
            }
        }
        if asJSON { print("}") }
    }
}
