import CPosix
import Glibc
import Vitals

/// The descriptors of the poll loop and the instant it is due: what it sleeps for.
///
/// epoll(7) and not poll(2): what poll costs grows with the descriptors that are watched, at a ward's 40 lines 25 µs for each
/// wake-up, more than all else a reading costs; epoll's with those that are ready. A timer is one more descriptor, because
/// epoll's own time-out counts milliseconds.
struct ReadySet: ~Copyable {
    private let set: FileDescriptor
    private let timer: FileDescriptor
    private var found: [posix_ready]
    /// What the timer is set to, so that it is set once for each deadline.
    private var armed = MonotonicInstant(microseconds: 0)
    private static let timerPlace = UInt32.max

    /// - Parameter capacity: places told of in one wait; the others keep until the next.
    init(capacity: Int) throws(PortError) {
        // Whole before it is a part of this: what cannot be copied cannot be half made.
        let set = FileDescriptor(owning: try systemCall(.poll, "epoll_create1") { posix_ready_create() })
        let timer = FileDescriptor(owning: try systemCall(.poll, "timerfd_create") { posix_timer_create() })
        let (setNumber, timerNumber) = (set.rawValue, timer.rawValue)
        _ = try systemCall(.poll, "timerfd") { posix_ready_add(setNumber, timerNumber, Self.timerPlace) }
        self.set = set
        self.timer = timer
        found = Array(repeating: posix_ready(), count: capacity + 1)
    }

    /// Watches a descriptor from here on. One that hung up is ready.
    func add(_ descriptor: Int32, as place: Int, _ path: String) throws(PortError) {
        let set = set.rawValue
        _ = try systemCall(.poll, path) { posix_ready_add(set, descriptor, UInt32(place)) }
    }

    /// Watches it no more. Before it is closed: a copy of the descriptor may outlive it, and would be told of for ever.
    func remove(_ descriptor: Int32) { _ = posix_ready_remove(set.rawValue, descriptor) }

    /// Waits until a descriptor is ready or until `due`, real time, and writes what is ready into `events` by place.
    ///
    /// - Returns: `false` when nothing is known, because the system could not say.
    mutating func wait(until due: MonotonicInstant, _ events: inout [UInt32]) -> Bool {
        for place in events.indices { events[place] = 0 }
        let isDue = due <= PortClock.bootNow()
        if !isDue, due != armed {
            guard posix_timer_set(timer.rawValue, due.microseconds) == 0 else { return false }
            armed = due
        }
        let set = set.rawValue
        // The array keeps its memory for the length of the call.
        let count = unsafe found.withUnsafeMutableBufferPointer {
            unsafe posix_ready_wait(set, $0.baseAddress, Int32($0.count), isDue ? 0 : -1)
        }
        guard count >= 0 else { return errno == EINTR }
        for index in 0..<Int(count) where found[index].place != Self.timerPlace {
            let place = Int(found[index].place)
            guard events.indices.contains(place) else { continue }
            events[place] = found[index].events
        }
        return true
    }
}
