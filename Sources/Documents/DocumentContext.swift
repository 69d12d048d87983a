import Vitals

/// What is known of a document beside its bytes. Recorded with it, so that a replay reads the same rows; the name itself is
/// not kept, since people write names of children into names of files.
public struct DocumentContext: Sendable, Hashable {
    /// The local date and time that stand in the file's name, as makers' apps write them there.
    public var nameStamp: CivilDateTime?

    public init(nameStamp: CivilDateTime? = nil) { self.nameStamp = nameStamp }

    /// Takes the stamp out of a file's name, with or without its folders.
    ///
    ///     20260912233000                                       Viatom's rings
    ///     O2Ring-20260912233000_OXIRecord.csv                  O2 Insight Pro
    ///     EMAY SpO2-20260912-233000.csv                        EMAY; also `_`, `T` or a space between date and time
    ///
    /// Digits that are no such moment of 2000…2099 are none. Two different stamps in one name tell nothing.
    public init(fileName: String) {
        let name = Array(fileName.utf8)
        let start = name.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        var found: Set<CivilDateTime> = []
        var index = start
        while index < name.count {
            let run = name[index...].prefix { (0x30...0x39).contains($0) }
            if let stamp = Self.stamp(run, in: name) { found.insert(stamp) }
            index = max(run.endIndex, index + 1)
        }
        nameStamp = found.count == 1 ? found.first : nil
    }

    /// The stamp that begins with a whole run of digits.
    private static func stamp(_ run: ArraySlice<UInt8>, in name: [UInt8]) -> CivilDateTime? {
        if run.count == 14 { return stamp(Array(run)) }
        guard run.count == 8, run.endIndex < name.count, [0x2D, 0x5F, 0x54, 0x20].contains(name[run.endIndex]) else {
            return nil
        }
        let clock = name[(run.endIndex + 1)...].prefix { (0x30...0x39).contains($0) }
        return clock.count == 6 ? stamp(Array(run) + clock) : nil
    }

    /// `YYYYMMDDhhmmss`
    private static func stamp(_ digits: [UInt8]) -> CivilDateTime? {
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard (2000...2099).contains(number(0..<4)),
            let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        else { return nil }
        return CivilDateTime(date: date, hour: number(8..<10), minute: number(10..<12), second: number(12..<14))
    }
}
