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

/// A stretch in eight bytes, rounded inwards: it holds no number that the stretch does not hold, and a few less. For bounds that
/// are only a shortcut.
struct CloseStretch: BitwiseCopyable {
    private var from: Float
    private var upTo: Float

    init(_ stretch: Stretch) {
        let (from, upTo) = (Float(stretch.from), Float(stretch.upTo))
        self.from = Double(from) < stretch.from ? from.nextUp : from
        self.upTo = Double(upTo) > stretch.upTo ? upTo.nextDown : upTo
    }

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= Double(from) && value < Double(upTo) }
}
