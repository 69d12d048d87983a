import Vitals

/// An instant or none in eight bytes; an `Optional` takes sixteen. A child has a dozen of them, and there may be a million children.
@propertyWrapper
struct Packed: BitwiseCopyable, Hashable {
    /// Before any instant of a boot clock: none.
    private static var none: Int64 { .min }

    private var microseconds: Int64

    @inline(__always)
    init(wrappedValue: MonotonicInstant?) { microseconds = wrappedValue?.microseconds ?? Self.none }

    @inline(__always)
    var wrappedValue: MonotonicInstant? {
        get { microseconds == Self.none ? nil : MonotonicInstant(microseconds: microseconds) }
        set { microseconds = newValue?.microseconds ?? Self.none }
    }
}

/// Both clocks at one moment, or none, in sixteen bytes in place of twenty-four.
@propertyWrapper
struct PackedTick: BitwiseCopyable, Hashable {
    private static var none: Tick {
        Tick(monotonic: MonotonicInstant(microseconds: .min), wall: WallInstant(microseconds: 0))
    }

    private var tick: Tick

    @inline(__always)
    init(wrappedValue: Tick?) { tick = wrappedValue ?? Self.none }

    @inline(__always)
    var wrappedValue: Tick? {
        get { tick.monotonic.microseconds == .min ? nil : tick }
        set { tick = newValue ?? Self.none }
    }
}

/// A number or none in eight bytes. What is not a number is refused long before it comes here.
@propertyWrapper
struct PackedNumber: BitwiseCopyable {
    private var number: Double

    @inline(__always)
    init(wrappedValue: Double?) { number = wrappedValue ?? .nan }

    @inline(__always)
    var wrappedValue: Double? {
        get { number.isNaN ? nil : number }
        set { number = newValue ?? .nan }
    }
}

/// A span of time, or none, in eight bytes in place of thirty-two: whole microseconds.
@propertyWrapper
struct PackedSpan: BitwiseCopyable {
    private var microseconds: Int64

    init(wrappedValue: Duration?) { microseconds = wrappedValue?.wholeMicroseconds ?? .min }

    @inline(__always) var wholeMicroseconds: Int64? { microseconds == .min ? nil : microseconds }

    var wrappedValue: Duration? {
        get { microseconds == .min ? nil : .microseconds(microseconds) }
        set { microseconds = newValue?.wholeMicroseconds ?? .min }
    }
}
