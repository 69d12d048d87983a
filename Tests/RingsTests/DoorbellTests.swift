import Dispatch
import Rings
import Synchronization
import Testing

@Suite struct DoorbellTests {
    @Test func manyRingsWhileTheQueueIsBusyAreOneCall() {
        let queue = DispatchQueue(label: "doorbell-test")
        let calls = SharedCount()
        let bell = Doorbell(on: queue) { @Sendable in calls.add() }
        bell.activate()
        queue.suspend()
        for _ in 0..<1000 { bell.ring() }
        queue.resume()
        #expect(waitUntil { calls.value >= 1 })
        queue.sync {}
        #expect((1...2).contains(calls.value))
    }

    /// The producer counts up and rings; the handler notes what it saw. However the rings fall together, the last count
    /// must be seen in the end.
    @Test func theLastRingIsNeverLost() {
        for _ in 0..<200 {
            let queue = DispatchQueue(label: "doorbell-test")
            let written = SharedCount()
            let seen = SharedCount()
            let bell = Doorbell(on: queue) { @Sendable in seen.set(written.value) }
            bell.activate()
            for _ in 0..<500 {
                written.add()
                bell.ring()
            }
            #expect(waitUntil { seen.value == 500 })
        }
    }

    @Test func ringsBeforeActivationAreKept() {
        let calls = SharedCount()
        let bell = Doorbell(on: DispatchQueue(label: "doorbell-test")) { @Sendable in calls.add() }
        bell.ring()
        bell.ring()
        #expect(calls.value == 0)
        bell.activate()
        bell.activate()
        #expect(waitUntil { calls.value == 1 })
    }

    @Test func aCancelledDoorbellIsSilentAndLetsItsHandlerGo() {
        let queue = DispatchQueue(label: "doorbell-test")
        let calls = SharedCount()
        weak var held: SharedCount?
        let bell: Doorbell
        do {
            let guest = SharedCount()
            held = guest
            bell = Doorbell(on: queue) { @Sendable in
                calls.add()
                guest.add()
            }
        }
        bell.activate()
        bell.ring()
        #expect(waitUntil { calls.value == 1 })
        bell.cancel()
        bell.cancel()
        queue.sync {}
        for _ in 0..<100 { bell.ring() }
        queue.sync {}
        #expect(calls.value == 1)
        #expect(waitUntil { held == nil })
    }

    @Test func aDoorbellNeverActivatedCanBeDropped() {
        for _ in 0..<100 { Doorbell(on: DispatchQueue(label: "doorbell-test")) { @Sendable in }.ring() }
    }
}

/// A count any thread may raise.
final class SharedCount: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .acquiring) }
    func add() { count.add(1, ordering: .acquiringAndReleasing) }
    func set(_ value: Int) { count.store(value, ordering: .releasing) }
}

/// Whether `condition` comes to hold within ten seconds.
func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<100_000 {
        if condition() { return true }
        usleepBriefly()
    }
    return false
}
