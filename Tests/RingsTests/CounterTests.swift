import Dispatch
import Rings
import Testing

@Suite struct CounterTests {
    private final class Counts: Sendable { let bytes = Counter() }

    @Test func oneWriterCountsAndAnotherThreadReadsEveryOneInTheEnd() {
        let counts = Counts()
        let total = 100_000
        let done = DispatchSemaphore(value: 0)
        DispatchQueue(label: "counter-test").async { @Sendable in
            for _ in 0..<total { counts.bytes.add(3) }
            done.signal()
        }
        var last = 0
        while last < 3 * total {
            let now = counts.bytes.value
            #expect(now >= last && now % 3 == 0)
            last = now
            shortPause()
        }
        done.wait()
        #expect(counts.bytes.value == 3 * total)
    }
}
