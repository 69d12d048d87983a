import Vitals

/// The running poll loop: one thread, "spotward.ports", over all devices and drop folders.
///
/// A poll loop and not a Dispatch read source: a source reopened quickly on one queue crashes inside libdispatch on
/// Linux, and devices are unplugged and replugged all year (`docs/architecture.md`).
public final class PortLoop: Sendable {
    private let signal: LoopSignal
    private let thread: PortThread

    /// Starts the thread. Ports and folders that cannot be opened are told to `events` and tried again for ever.
    ///
    /// - Parameters:
    ///   - finder: where devices are looked for.
    ///   - tickEvery: the period of ticks on `clock`, within `PortLimits.tickPeriod`.
    ///   - alarm: asks for ticks between.
    ///   - events: moved to the thread and let go there when the loop stops.
    /// - Throws: when a limit is broken or the system gives no thread or descriptor.
    public init<Events: PortEvents & ~Copyable>(
        ports: [PortPlan], folders: [DropFolderPlan], finder: DeviceFinder = DeviceFinder(), clock: PortClock,
        tickEvery: Duration, alarm: TickAlarm = TickAlarm(), events: consuming sending Events
    ) throws(PortError) {
        guard ports.count <= PortLimits.portCount else { throw PortError(.poll, "ports", .limit("portCount")) }
        guard folders.count <= PortLimits.folderCount else { throw PortError(.poll, "folders", .limit("folderCount")) }
        guard PortLimits.tickPeriod.contains(tickEvery) else { throw PortError(.poll, "ticks", .limit("tickPeriod")) }
        let signal = try LoopSignal()
        let carrier = Carrier(
            try PollLoop(
                ports: ports, folders: folders, finder: finder, clock: clock, tickEvery: tickEvery, alarm: alarm,
                signal: signal, events: events)
        )
        self.signal = signal
        thread = try PortThread(name: "spotward.ports") {
            guard var loop = carrier.take() else { return }
            loop.run()
        }
    }

    /// Makes the loop call `woken`, from any thread.
    public func wake() { signal.wake() }

    /// Ends the loop and waits for it: at most one batch of each port. Calling it again does nothing. Not to be called
    /// from the loop's own events.
    public func stop() {
        signal.stop()
        thread.join()
    }

    deinit { stop() }
}

/// Carries what cannot be copied into a thread's closure.
final class Carrier<Value: ~Copyable> {
    private var value: Value?
    init(_ value: consuming Value) { self.value = consume value }
    func take() -> Value? { value.take() }
}
