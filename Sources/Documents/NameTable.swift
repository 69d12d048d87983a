/// A closed list of names, looked up from bytes without making a string of them.
///
/// The names stand in one array, one after the other: an array of arrays would count a reference at each comparison.
struct NameTable: Sendable {
    private var text: [UInt8] = []
    /// Where each name begins, and at the end where the last one ends.
    private var starts: [Int] = [0]

    init(_ names: [StaticString]) {
        for name in names {
            text.append(contentsOf: name.description.utf8)
            starts.append(text.count)
        }
    }

    var count: Int { starts.count - 1 }

    /// The place of `name` in the list. The search begins at `guess`: rows repeat the order of the row before.
    func index(of name: Span<UInt8>, guess: Int = 0) -> Int? {
        var place = guess
        for _ in 0..<count {
            if place >= count { place = 0 }
            if isEqual(name, place) { return place }
            place += 1
        }
        return nil
    }

    func name(at place: Int) -> String {
        String(decoding: text[starts[place]..<starts[place + 1]], as: UTF8.self)
    }

    /// The name a typing error away from `name`, upper and lower case being equal; `nil` when none is near.
    func nearest(to name: String) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(Limits.shownCharacters))
        let ranked = (0..<count).map {
            (distance: editDistance(wanted, Array(self.name(at: $0).unicodeScalars)), place: $0)
        }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        let length = self.name(at: best.place).utf8.count
        return best.distance <= max(1, length / 3) ? self.name(at: best.place) : nil
    }

    private func isEqual(_ name: Span<UInt8>, _ place: Int) -> Bool {
        let start = starts[place]
        guard starts[place + 1] - start == name.count else { return false }
        for index in name.indices where text[start + index] != name[index] { return false }
        return true
    }
}

/// Levenshtein's distance: the fewest letters inserted, removed or replaced that make one text the other.
private func editDistance(_ source: [Unicode.Scalar], _ target: [Unicode.Scalar]) -> Int {
    var row = Array(0...target.count)
    for (sourceIndex, letter) in source.enumerated() {
        var diagonal = row[0]
        row[0] = sourceIndex + 1
        for (targetIndex, other) in target.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[targetIndex + 1]
            row[targetIndex + 1] = min(replaced, row[targetIndex] + 1, diagonal + 1)
        }
    }
    return row[target.count]
}
