import Testing

/// `spotward-bench limits` tells what the daemon's rings take; a ring that is missing there is memory nobody counts.
@Suite struct RingAccountTests {
    @Test func everyRingOfTheDaemonIsInItsMemoryAccount() throws {
        let account = try #require(SourceTree.text("Sources/WardDaemon/PipelineMemory.swift"))
        let rings = SourceTree.swiftFiles(in: "Sources/WardDaemon").compactMap { SourceTree.text($0) }.flatMap {
            $0.occurrences(of: #"Ring<\w+>\.make\(capacity: DaemonLimits\.\w+\)"#)
        }
        #expect(rings.count >= 9)
        for ring in rings {
            // Ring, Element, make, capacity, DaemonLimits, limit
            let names = ring.occurrences(of: #"\w+"#)
            #expect(account.contains("\(names[1]).self, DaemonLimits.\(names[5]))"), "\(ring)")
        }
    }
}
