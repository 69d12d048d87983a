import Dispatch
import Rings
import Testing

@Suite struct RingTests {
    @Test func whatIsPushedIsPoppedInOrder() {
        let ends = Ring<Int>.make(capacity: 4)
        var producer = ends.producer
        var consumer = ends.consumer
        #expect(consumer.pop() == nil)
        let pushed = [producer.push(1), producer.push(2), producer.push(3)]
        #expect(pushed == [true, true, true])
        let popped = [consumer.pop(), consumer.pop(), consumer.pop(), consumer.pop()]
        #expect(popped == [1, 2, 3, nil])
    }

    @Test(arguments: [2, 4, 1024]) func aFullRingRefusesAndCounts(capacity: Int) {
        let ends = Ring<Int>.make(capacity: capacity)
        var producer = ends.producer
        var consumer = ends.consumer
        for element in 0..<capacity {
            let isTaken = producer.push(element)
            #expect(isTaken)
        }
        let overflow = [producer.push(-1), producer.push(-2)]
        #expect(overflow == [false, false])
        let gauge = producer.gauge
        #expect(producer.lostCount == 2 && gauge.lostCount == 2)
        #expect(gauge.pushedCount == capacity && gauge.waitingCount == capacity)

        let oldest = consumer.pop()
        let isTakenAgain = producer.push(capacity)
        let isFullAgain = !producer.push(-3)
        #expect(oldest == 0 && isTakenAgain && isFullAgain)
        var rest: [Int] = []
        let count = consumer.drain(upTo: capacity + 1) { rest.append($0) }
        #expect(count == capacity && rest == Array(1...capacity))
        #expect(gauge.poppedCount == capacity + 1 && gauge.waitingCount == 0 && gauge.lostCount == 3)
    }

    /// Every fill level at every place of the ring, many times round.
    @Test(arguments: [2, 8]) func wrappingRoundKeepsOrderAtEveryFillLevel(capacity: Int) {
        let ends = Ring<UInt16>.make(capacity: capacity)
        var producer = ends.producer
        var consumer = ends.consumer
        var next: UInt16 = 0
        var expected: UInt16 = 0
        for round in 0..<2000 {
            let count = round % (capacity + 1)
            for _ in 0..<count {
                let isTaken = producer.push(next)
                #expect(isTaken)
                next += 1
            }
            let drained = consumer.drain(upTo: capacity) { element in
                #expect(element == expected)
                expected += 1
            }
            #expect(drained == count)
        }
    }

    /// Against an array, through rings of segments of two elements.
    @Test(arguments: [2, 8, 32]) func segmentsKeepOrderAndRoomAtEveryFillLevel(capacity: Int) {
        let ends = Ring<Wide>.make(capacity: capacity)
        var producer = ends.producer
        var consumer = ends.consumer
        var model: [Int] = []
        for number in 0..<20_000 {
            // Scattered, and in turn rather more of the one and of the other.
            let chance = (number &* 2_654_435_761) >> 8 % 1000
            if chance < ((number / 1000).isMultiple(of: 2) ? 600 : 400) {
                let isTaken = producer.push(Wide(number: number))
                #expect(isTaken == (model.count < capacity))
                if isTaken { model.append(number) }
            } else {
                let element = consumer.pop()?.number
                #expect(element == model.first)
                if element != nil { model.removeFirst() }
            }
        }
    }

    @Test func onlySoMuchOfARingIsTouchedAsEverWaitedInIt() {
        let ends = Ring<Wide>.make(capacity: 256)
        var producer = ends.producer
        var consumer = ends.consumer
        var touched: Set<Int> = []
        for round in 0..<2000 {
            for number in 0..<(round.isMultiple(of: 100) ? 9 : 3) {
                let isTaken = producer.push(Wide(number: number))
                #expect(isTaken)
                touched.insert(producer.place - 1)
            }
            _ = consumer.drain(upTo: 8) { _ in }
            // One is left in every hundredth round, and taken in the next.
        }
        // Nine and what was left, in segments of two.
        #expect(touched.count <= 12)
    }

    @Test(arguments: [-1, 0, 1, 2, 3, 4]) func aDrainTakesNoMoreThanItsLimit(limit: Int) {
        let ends = Ring<Int>.make(capacity: 4)
        var producer = ends.producer
        var consumer = ends.consumer
        for element in 0..<3 { _ = producer.push(element) }
        var taken: [Int] = []
        let count = consumer.drain(upTo: limit) { taken.append($0) }
        #expect(count == min(max(limit, 0), 3) && taken == Array(0..<count))
    }

    @Test func tenMillionElementsCrossTwoThreadsInOrderAndNoneIsLost() async {
        let total = 10_000_000
        let ends = Ring<Int>.make(capacity: 1024)
        let consumer = Box(ends.consumer)
        let producer = Box(ends.producer)
        let gauge = producer.gauge
        DispatchQueue(label: "ring-test.produce").async { @Sendable in producer.pushAll(upTo: total) }
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue(label: "ring-test.consume").async { @Sendable in
                continuation.resume(returning: consumer.drainAll(total: total))
            }
        }
        #expect(outcome.disorderCount == 0)
        #expect(outcome.lastElement == total - 1)
        #expect(gauge.pushedCount == total && gauge.poppedCount == total)
        print("ring: \(total) elements, producer met a full ring \(gauge.lostCount) times")
    }

    @Test(arguments: [true, false]) func theStorageIsFreedOnceWhicheverEndGoesFirst(producerFirst: Bool) {
        weak var storage: AnyObject?
        let ends = Ring<Int>.make(capacity: 8)
        storage = ends.producer.sharedStorage
        var producer = Optional(ends.producer)
        var consumer = Optional(ends.consumer)
        _ = producer?.push(1)
        if producerFirst {
            producer = nil
            #expect(storage != nil)
            // What was pushed is still there for the consumer.
            let left = consumer?.pop()
            #expect(left == 1)
            consumer = nil
        } else {
            consumer = nil
            #expect(storage != nil)
            let isTaken = producer?.push(2)
            #expect(isTaken == true)
            producer = nil
        }
        #expect(storage == nil)
    }

    @Test func aCapacityThatIsNoPowerOfTwoStopsTheProcess() async {
        await #expect(processExitsWith: .failure) { _ = Ring<Int>.make(capacity: 3) }
        await #expect(processExitsWith: .failure) { _ = Ring<Int>.make(capacity: RingLimits.capacity.upperBound * 2) }
        await #expect(processExitsWith: .failure) { _ = Ring<Int>.make(capacity: 1) }
    }

    @Test func theLargestCapacityIsTaken() {
        let ends = Ring<UInt8>.make(capacity: RingLimits.capacity.upperBound)
        let gauge = ends.producer.gauge
        #expect(gauge.capacity == 1 << 20)
    }
}

/// Two of these are a segment.
private struct Wide: BitwiseCopyable, Sendable {
    var number: Int
    var rest = InlineArray<500, Int>(repeating: 0)
}

/// One end of a ring inside a class, as a daemon's thread or queue keeps it.
private final class Box<Held: ~Copyable>: @unchecked Sendable {
    // Used by one queue at a time in these tests.
    var held: Held
    init(_ held: consuming Held) { self.held = held }
}

extension Box where Held == RingProducer<Int> {
    var gauge: RingGauge { held.gauge }

    func pushAll(upTo total: Int) {
        for element in 0..<total {
            while !held.push(element) { shortPause() }
        }
    }
}

extension Box where Held == RingConsumer<Int> {
    func drainAll(total: Int) -> (disorderCount: Int, lastElement: Int) {
        var expected = 0
        var disorderCount = 0
        var last = -1
        while expected < total {
            let count = held.drain(upTo: 256) { element in
                if element != expected { disorderCount += 1 }
                expected += 1
                last = element
            }
            if count == 0 { shortPause() }
        }
        return (disorderCount, last)
    }
}
