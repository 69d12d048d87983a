/// How long to wait before the next attempt: twice as long each time, within `PortLimits.backOff`, for ever.
struct BackOff {
    private var next = PortLimits.backOff.lowerBound

    mutating func pause() -> Duration {
        let pause = next
        next = min(next * 2, PortLimits.backOff.upperBound)
        return pause
    }

    /// The thing works again: the next failure is a new one. Called when bytes came, not when an opening succeeded, so
    /// that a device which opens and dies is not tried five times a second for ever.
    mutating func reset() { next = PortLimits.backOff.lowerBound }
}
