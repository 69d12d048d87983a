import Alarms
import Decoders
import Vitals

/// How far a device's own clock runs ahead of the hub's. It decides nothing: what a live device says counts when it came.
struct ClockWatch: BitwiseCopyable {
    private var told: Duration?

    /// Looks at the clock as it was last read; says how far ahead it is when that is news.
    mutating func look(at time: DeviceTime, _ tick: Tick) -> Duration? {
        guard Self.isSet(time.read) else { return nil }
        let arrived = tick.wall(at: time.arrivedAt)
        var ahead = time.read.since(arrived)
        // The hour that London has twice in October: the one nearer to the arrival is meant.
        if Self.isDoubled(time.read), ahead < .seconds(-1800) { ahead += .seconds(3600) }
        // A measurement may have been made long before it was sent; only one from the future tells of the clock.
        if time.isOfMeasurement { ahead = max(.zero, ahead) }
        if let told {
            let change = ahead - told
            guard change >= DaemonLimits.clockChange || change <= .zero - DaemonLimits.clockChange else { return nil }
        }
        told = ahead
        return ahead
    }

    /// Whether the same local time comes again an hour later.
    private static func isDoubled(_ read: WallInstant) -> Bool {
        LondonTime.offset(at: read) != .zero && LondonTime.offset(at: read.advanced(by: .seconds(3600))) == .zero
    }

    /// A clock that nobody has set since its battery was changed begins in one of these years. It says nothing.
    private static func isSet(_ read: WallInstant) -> Bool {
        let year = LondonTime.date(at: read).year
        return year > 1970 && year != 2000
    }
}
