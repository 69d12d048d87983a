/// A stretch of numbers: from the first up to, but without, the second.
struct Stretch: BitwiseCopyable, Equatable {
    var from: Double
    var upTo: Double

    static let all = Stretch(from: -.infinity, upTo: .infinity)
    static let none = Stretch(from: .infinity, upTo: -.infinity)

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= from && value < upTo }

    mutating func narrow(to other: Stretch) {
        from = max(from, other.from)
        upTo = min(upTo, other.upTo)
    }
}
