import Vitals

/// One device of the loop, open or gone. Instants are real time.
struct PortSlot {
    let plan: PortPlan
    private(set) var port: OpenPort?
    private var presence: Presence
    private var nextKeepAlive = PortSlot.never

    init(plan: PortPlan, nextAttempt: MonotonicInstant) {
        self.plan = plan
        presence = Presence(nextAttempt: nextAttempt)
    }

    /// When this slot next wants to do something by itself.
    var nextDeed: MonotonicInstant { port == nil ? presence.nextAttempt : nextKeepAlive }

    var backOff: BackOff {
        get { presence.backOff }
        set { presence.backOff = newValue }
    }

    mutating func opened(_ port: OpenPort, at now: MonotonicInstant) {
        self.port = port
        presence.attached()
        nextKeepAlive = plan.keepAlive.map { now.advanced(by: $0.every) } ?? Self.never
    }

    mutating func hurry(at now: MonotonicInstant) { presence.hurry(at: now) }

    /// Says the plan's last words to a device that is there, as far as it takes them.
    func bidFarewell() {
        for message in plan.stopBytes { try? port?.send(message) }
    }

    mutating func lost(_ reason: PortError, at now: MonotonicInstant) -> LossNews {
        port = nil
        return presence.lost(reason, at: now)
    }

    /// Sends the keep-alive bytes; late ones are not made up for.
    mutating func sendKeepAlive(at now: MonotonicInstant) throws(PortError) {
        guard let keepAlive = plan.keepAlive else {
            nextKeepAlive = Self.never
            return
        }
        nextKeepAlive = now.advanced(by: keepAlive.every)
        try port?.send(keepAlive.bytes)
    }

    private static let never = MonotonicInstant(microseconds: .max)
}
