import Vitals

/// A stretch of numbers: from the first up to, but without, the second.
struct Stretch: BitwiseCopyable, Equatable {
    var from: Double
    var upTo: Double

    // No `static let`: each use would ask first whether it is there.
    static var all: Stretch { @inline(__always) get { Stretch(from: -.infinity, upTo: .infinity) } }
    static var none: Stretch { @inline(__always) get { Stretch(from: .infinity, upTo: -.infinity) } }

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= from && value < upTo }

    /// Narrows to the side of a line that a value is on.
    @inline(__always)
    mutating func stay(_ value: Double, ofLineAt crossing: Double) {
        if value < crossing { upTo = min(upTo, crossing) } else { from = max(from, crossing) }
    }

    @inline(__always)
    mutating func narrow(to other: Stretch) {
        from = max(from, other.from)
        upTo = min(upTo, other.upTo)
    }
}

/// The numbers from the first up to and with the second, in eight bytes and rounded inwards: they hold no number that the stretch
/// does not hold, and a few less. For bounds that are only a shortcut. With the last number, because a stretch often ends behind one
/// that comes often: SpO2 100 %, the worst value of an alarm.
struct CloseBounds: BitwiseCopyable {
    fileprivate var from: Float
    fileprivate var through: Float

    @inline(__always)
    init(_ stretch: Stretch) {
        let (from, through) = (Float(stretch.from), Float(stretch.upTo))
        self.from = Double(from) < stretch.from ? from.nextUp : from
        self.through = Double(through) >= stretch.upTo ? through.nextDown : through
    }

    @inline(__always)
    func contains(_ value: Double) -> Bool { value >= Double(from) && value <= Double(through) }

    @inline(__always)
    var whole: Stretch { Stretch(from: Double(from), upTo: Double(through).nextUp) }
}

/// The bounds of all vital signs in 32 bytes, laid out so that a reading is put to all of them at one stroke.
struct SignBounds: BitwiseCopyable {
    private var from = PerVitalSign(repeating: -Float.infinity)
    private var through = PerVitalSign(repeating: Float.infinity)

    @inline(__always)
    init() {}

    /// Draws the bounds of one vital sign. Those of one that has none hold every number.
    @inline(__always)
    mutating func bound(_ sign: VitalSign, to stretch: Stretch) {
        let bounds = CloseBounds(stretch)
        from[sign] = bounds.from
        through[sign] = bounds.through
    }

    /// Whether each of a set's numbers (`ReadingSet.values`) is within the bounds of its sign.
    @inline(__always)
    func contains(_ values: SIMD4<Double>) -> Bool {
        let from = SIMD4<Double>(
            SIMD4<Float>(from[.spO2], from[.heartRate], from[.respiratoryRate], from[.temperature]))
        let through = SIMD4<Double>(
            SIMD4<Float>(through[.spO2], through[.heartRate], through[.respiratoryRate], through[.temperature]))
        // What is no number is within none. `all` of the mask takes twice the instructions.
        let within = SIMD4<Int64>(repeating: 0)
            .replacing(with: -1, where: (values .>= from) .& (values .<= through))
        let halves = within.lowHalf & within.highHalf
        return halves.x & halves.y != 0
    }

    /// The one sign whose number is beyond its bounds; `nil`: none is, or several are.
    func onlyBeyond(_ values: PerVitalSign<Double>) -> VitalSign? {
        var beyond: VitalSignSet = []
        for sign in VitalSignSet.all.each
        where !(values[sign] >= Double(from[sign]) && values[sign] <= Double(through[sign])) {
            beyond.insert(VitalSignSet(sign))
        }
        return beyond.count == 1 ? beyond.each.first { _ in true } : nil
    }
}
