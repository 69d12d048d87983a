import Dispatch
import Rings
import Testing

/// The shape every stage of the daemon's pipeline has: an actor pinned to its queue, the consuming end of a ring inside
/// it, and a doorbell that enters it once a batch.
private actor Adder {
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var consumer: RingConsumer<Int>
    private(set) var sum = 0
    private(set) var elementCount = 0
    private(set) var batchCount = 0

    init(executor: QueueExecutor, consumer: consuming RingConsumer<Int>) {
        self.executor = executor
        self.consumer = consumer
    }

    /// Called on the actor's queue.
    nonisolated func doorbellRang() { assumeIsolated { $0.drain() } }

    private func drain() {
        batchCount += 1
        while consumer.drain(
            upTo: 64,
            { element in
                sum += element
                elementCount += 1
            }) == 64
        {}
    }
}

@Suite struct QueueExecutorTests {
    @Test func anActorPinnedToItsQueueDrainsARingWhenTheDoorbellRings() async {
        let ends = Ring<Int>.make(capacity: 256)
        var producer = ends.producer
        let adder = Adder(executor: QueueExecutor(label: "executor-test"), consumer: ends.consumer)
        let bell = Doorbell(on: adder.executor.queue) { @Sendable in adder.doorbellRang() }
        bell.activate()
        let total = 20_000
        for element in 1...total {
            while !producer.push(element) { shortPause() }
            bell.ring()
        }
        while await adder.elementCount < total { await Task.yield() }
        let sum = await adder.sum
        let batchCount = await adder.batchCount
        #expect(sum == total * (total + 1) / 2)
        #expect(batchCount <= total)
        bell.cancel()
    }

    @Test func theExecutorKnowsItsOwnQueueFromAnother() {
        let first = QueueExecutor(label: "executor-test.first")
        let second = QueueExecutor(label: "executor-test.second")
        first.queue.sync {
            #expect(first.isIsolatingCurrentContext() == true)
            #expect(second.isIsolatingCurrentContext() == false)
            first.checkIsolated()
        }
        #expect(first.isIsolatingCurrentContext() == false)
    }

    @Test func enteringAnActorFromAnotherQueueStopsTheProcess() async {
        await #expect(processExitsWith: .failure) {
            let ends = Ring<Int>.make(capacity: 2)
            Adder(executor: QueueExecutor(label: "executor-test"), consumer: ends.consumer).doorbellRang()
        }
    }
}
