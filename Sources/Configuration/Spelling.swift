/// Finds the word a person probably meant.
enum Spelling {
    /// The candidate fewest edits away, when that is few enough to be a slip: a third of the word, at least one, at most
    /// three. Of equals the first.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let allowed = min(3, max(1, word.unicodeScalars.count / 3))
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(word.lowercased(), candidate.lowercased())
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    /// Words longer than 64 scalars are not compared: no key is as long.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.unicodeScalars)
        let b = Array(b.unicodeScalars)
        guard a.count <= 64, b.count <= 64 else { return .max }
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(replaced, previous[j] + 1, current[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}

extension String {
    /// Safe to print: control characters escaped, and no longer than a line can bear.
    var readable: String {
        var text = ""
        for scalar in unicodeScalars.prefix(40) { text += scalar.escaped(asASCII: false) }
        return unicodeScalars.count > 40 ? text + "…" : text
    }
}
