import Alarms
import Testing
import Vitals

@Suite struct FoldTests {
    /// A seeded hour of everything at once.
    private func inputs(seed: UInt64, count: Int, start: Tick) -> [Input] {
        var random = SplitMix(seed: seed)
        var inputs: [Input] = []
        var now = start
        var spO2 = 97.0
        for _ in 0..<count {
            let span = Duration.milliseconds(Int64(random.next(in: 200...1500)))
            now = Tick(monotonic: now.monotonic.advanced(by: span), wall: now.wall.advanced(by: span))
            var readings = ReadingSet()
            spO2 = min(105, max(10, spO2 + Double(random.next(in: 0...8)) - 4))
            let source = SourceIndex(UInt16(random.next(in: 0...2)))
            let arrival = Arrival(source: source, at: now.monotonic)
            switch random.next(in: 0...19) {
            case 0: inputs.append(.readings(ReadingSet(signal: .probeOff), arrival))
            case 1: inputs.append(.source(source, .gone, at: now.monotonic))
            case 2: inputs.append(.source(source, .attached, at: now.monotonic))
            case 3: inputs.append(.rowRefused(arrival))
            case 4: inputs.append(.lost(count: 1, at: now.monotonic))
            case 5:
                readings.measuredAt = now.wall.advanced(by: .seconds(-Int64(random.next(in: 0...1200))))
                readings[.temperature] = Double(random.next(in: 340...420)) / 10
                inputs.append(.readings(readings, arrival))
            default:
                readings[.spO2] = spO2
                readings[.heartRate] = Double(random.next(in: 40...220))
                inputs.append(.readings(readings, arrival))
            }
            inputs.append(.tick(now))
        }
        return inputs
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func theSameInputsGiveTheSameRecords(seed: UInt64) throws {
        var first = try Bedside()
        var second = try Bedside()
        let inputs = inputs(seed: seed, count: 3000, start: first.start)
        for input in inputs { first.step(input) }
        for input in inputs { second.step(input) }
        #expect(first.log.transitions == second.log.transitions)
        #expect(first.log.scores == second.log.scores)
        #expect(first.log.readings == second.log.readings)
        #expect(!first.log.transitions.isEmpty)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func everyReadingReceivedIsAccountedFor(seed: UInt64) throws {
        var bedside = try Bedside()
        let inputs = inputs(seed: seed, count: 3000, start: bedside.start)
        var given = 0
        var sets = 0
        for input in inputs {
            switch input {
            case .readings(let readings, _):
                given += readings.given.count
                sets += 1
            case .rowRefused: sets += 1
            default: break
            }
            bedside.step(input)
        }
        let ledgers = (0..<3).map { bedside.evaluator.ledger(of: SourceIndex($0)) }
        for ledger in ledgers { #expect(ledger.isBalanced) }
        let received = ledgers.reduce(0) { $0 + $1.received }
        #expect(received == UInt64(given))
        #expect(bedside.log.readings.count == sets)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func anEpisodeIsToldInOrderAndClosedOnce(seed: UInt64) throws {
        var bedside = try Bedside()
        for input in inputs(seed: seed, count: 3000, start: bedside.start) { bedside.step(input) }
        var open: [String: AlarmTransition] = [:]
        for transition in bedside.log.transitions {
            let key = "\(transition.condition) \(transition.subject)"
            if transition.episodeSequence == 1 {
                #expect(open[key] == nil && (transition.event == .fired || transition.event == .suppressed))
                open[key] = transition
            } else {
                let before = try #require(open[key])
                #expect(transition.episodeSequence == before.episodeSequence + 1)
                #expect(transition.startedAt == before.startedAt)
                open[key] = transition.event == .resolved ? nil : transition
            }
        }
    }

    @Test func whatIsEnteredByHandIsRecordedAndAccountedForLikeAnyReading() throws {
        var bedside = try Bedside(added: [.entered])
        var entry = EnteredObservations()
        entry.vitalSigns[.respiratoryRate] = 30
        entry.vitalSigns[.spO2] = 10
        let made = bedside.now.wall.advanced(by: .seconds(-60))
        let deed = Command.Deed.observe(Bedside.child, entry, at: made, isCorrection: false)
        bedside.step(.command(Command(CommandNumber(1), deed), at: bedside.now))
        let record = try #require(bedside.log.readings.last)
        #expect(record.child == Bedside.child && record.disposition == .accepted && record.readings.measuredAt == made)
        let ledger = bedside.evaluator.ledger(of: record.arrival.source)
        #expect(ledger.received == 2 && ledger.accepted == 2 && ledger.isBalanced)
        entry = EnteredObservations()
        let nothing = Command.Deed.observe(Bedside.child, entry, at: made, isCorrection: false)
        bedside.step(.command(Command(CommandNumber(2), nothing), at: bedside.now))
        #expect(bedside.log.readings.count == 1)
    }
}

/// Seeded random numbers that are the same everywhere (SplitMix64).
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func next(in range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }
}
