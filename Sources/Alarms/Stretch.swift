/// A stretch of numbers: from the first up to, but without, the second.
struct Stretch: BitwiseCopyable, Equatable {
    var from: Double
    var upTo: Double

    static let all = Stretch(from: -.infinity, upTo: .infinity)
    static let none = Stretch(from: .infinity, upTo: -.infinity)

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= from && value < upTo }

    /// Narrows to the side of a line that a value is on.
    mutating func stay(_ value: Double, ofLineAt crossing: Double) {
        if value < crossing { upTo = min(upTo, crossing) } else { from = max(from, crossing) }
    }

    mutating func narrow(to other: Stretch) {
        from = max(from, other.from)
        upTo = min(upTo, other.upTo)
    }
}

/// The numbers from the first up to and with the second, in eight bytes and rounded inwards like a `CloseStretch`: what it is
/// drawn of may end at a number that comes often, as the worst value of an alarm does.
struct CloseBounds: BitwiseCopyable {
    private var from: Float
    private var through: Float

    init(_ stretch: Stretch) {
        let last = stretch.upTo.nextDown
        let (from, through) = (Float(stretch.from), Float(last))
        self.from = Double(from) < stretch.from ? from.nextUp : from
        self.through = Double(through) > last ? through.nextDown : through
    }

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= Double(from) && value <= Double(through) }
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

    var whole: Stretch { Stretch(from: Double(from), upTo: Double(upTo)) }
}
