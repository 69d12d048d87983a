import Rings
import Testing

/// A stage on a thread of its own: the consuming end of a ring inside, entered by a doorbell once a batch.
private actor Adder {
    nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var consumer: RingConsumer<Int>
    private(set) var sum = 0
    private(set) var elementCount = 0
    private let guest: SharedCount?

    init(executor: ThreadExecutor, consumer: consuming RingConsumer<Int>, guest: SharedCount? = nil) {
        self.executor = executor
        self.consumer = consumer
        self.guest = guest
    }

    nonisolated func doorbellRang() { assumeIsolated { $0.drain() } }

    private func drain() {
        while let element = consumer.pop() {
            sum += element
            elementCount += 1
        }
    }
}

@Suite struct ThreadExecutorTests {
    @Test func anActorPinnedToItsThreadDrainsARingWhenTheDoorbellRings() async {
        let ends = Ring<Int>.make(capacity: 256)
        var producer = ends.producer
        let adder = Adder(executor: ThreadExecutor(label: "executor-test"), consumer: ends.consumer)
        let bell = Doorbell(on: adder.executor) { @Sendable in adder.doorbellRang() }
        bell.activate()
        let total = 20_000
        for element in 1...total {
            while !producer.push(element) { shortPause() }
            bell.ring()
        }
        while await adder.elementCount < total { await Task.yield() }
        #expect(await adder.sum == total * (total + 1) / 2)
        bell.cancel()
    }

    @Test func theLastRingIsNeverLost() {
        let executor = ThreadExecutor(label: "executor-test")
        for _ in 0..<200 {
            let written = SharedCount()
            let seen = SharedCount()
            let bell = Doorbell(on: executor) { @Sendable in seen.set(written.value) }
            bell.activate()
            for _ in 0..<500 {
                written.add()
                bell.ring()
            }
            #expect(waitUntil { seen.value == 500 })
        }
    }

    @Test func manyRingsWhileTheThreadIsBusyAreOneCall() {
        let executor = ThreadExecutor(label: "executor-test")
        let calls = SharedCount()
        let bell = Doorbell(on: executor) { @Sendable in calls.add() }
        bell.activate()
        executor.sync { for _ in 0..<1000 { bell.ring() } }
        #expect(waitUntil { calls.value >= 1 })
        executor.sync {}
        #expect(calls.value == 1)
    }

    @Test func ringsBeforeActivationAreKept() {
        let executor = ThreadExecutor(label: "executor-test")
        let calls = SharedCount()
        let bell = Doorbell(on: executor) { @Sendable in calls.add() }
        bell.ring()
        bell.ring()
        executor.sync {}
        #expect(calls.value == 0)
        bell.activate()
        bell.activate()
        #expect(waitUntil { calls.value == 1 })
    }

    @Test func aCancelledDoorbellIsSilentAndLetsItsHandlerGo() {
        let executor = ThreadExecutor(label: "executor-test")
        let calls = SharedCount()
        weak var held: SharedCount?
        let bell: Doorbell
        do {
            let guest = SharedCount()
            held = guest
            bell = Doorbell(on: executor) { @Sendable in
                calls.add()
                guest.add()
            }
        }
        bell.activate()
        bell.ring()
        #expect(waitUntil { calls.value == 1 })
        bell.cancel()
        bell.cancel()
        executor.sync {}
        for _ in 0..<100 { bell.ring() }
        executor.sync {}
        #expect(calls.value == 1)
        #expect(waitUntil { held == nil })
    }

    @Test func jobsAreDoneInTheOrderTheyWereGivenAndAnswered() {
        let executor = ThreadExecutor(label: "executor-test")
        let count = SharedCount()
        let answers = (0..<1000).map { _ in
            executor.sync {
                count.add()
                return count.value
            }
        }
        #expect(answers == Array(1...1000))
    }

    @Test func theExecutorKnowsItsOwnThreadFromAnother() {
        let first = ThreadExecutor(label: "executor-test.first")
        let second = ThreadExecutor(label: "executor-test.second")
        let (own, other) = first.sync { (first.isIsolatingCurrentContext(), second.isIsolatingCurrentContext()) }
        #expect(own == true && other == false)
        #expect(first.isIsolatingCurrentContext() == false)
    }

    @Test func enteringAnActorFromAnotherThreadStopsTheProcess() async {
        await #expect(processExitsWith: .failure) {
            let ends = Ring<Int>.make(capacity: 2)
            Adder(executor: ThreadExecutor(label: "executor-test"), consumer: ends.consumer).doorbellRang()
        }
    }

    /// The bell holds the actor, the actor its executor: cancelling the bell must let all of it go.
    @Test func anActorWhoseBellIsCancelledGoesAndItsThreadWithIt() {
        weak var held: SharedCount?
        do {
            let guest = SharedCount()
            held = guest
            let ends = Ring<Int>.make(capacity: 2)
            let adder = Adder(
                executor: ThreadExecutor(label: "executor-test"), consumer: ends.consumer, guest: guest)
            let bell = Doorbell(on: adder.executor) { @Sendable in adder.doorbellRang() }
            bell.activate()
            bell.ring()
            bell.cancel()
        }
        #expect(waitUntil { held == nil })
    }
}
