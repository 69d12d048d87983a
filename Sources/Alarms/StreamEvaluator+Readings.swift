import Charts
import Vitals

/// What becomes of readings: the short way of those that change nothing, the long way of all others, and their record.
extension StreamEvaluator {
    /// Takes a reading that leaves the score and the conditions of its device as they are: all but a few. `false`, with
    /// nothing done, for any other.
    @inline(__always)
    mutating func takeAsLast(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) -> Bool {
        let source = Int(arrival.source.rawValue)
        guard !rules.isThorough, Self.isPlain(readings), sources[source].isCalm(at: arrival.at, rules: rules),
            let child = arrival.child ?? sources[source].child, isKnown(child)
        else { return false }
        let index = Int(child.rawValue)
        switch children[index].takeIfCalm(
            readings, at: arrival.at, from: arrival.source, chart: chart, rules: rules)
        {
        case .calm: break
        case .asks(let asked): take(readings, arrival, asking: asked, ofChildAt: index, into: &sink)
        case .everything: return false
        }
        if children[index].hasNews { lookAtNews(ofChildAt: index) }
        sources[source].takeCalmly(at: arrival.at, valueCount: readings.given.count, rules: rules)
        sink.append(accepted: readings, arrival, arrivedWall: tick.wall(at: arrival.at), child: child)
        return true
    }

    private mutating func take(
        _ readings: ReadingSet, _ arrival: Arrival, asking asked: UInt32, ofChildAt index: Int,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let source = Int(arrival.source.rawValue)
        let arrived = tick.moved(to: arrival.at)
        let set = AdmittedSet(
            plain: readings, arrived: arrived, source: arrival.source, suppressors: sources[source].suppressors)
        children[index].take(set, asking: asked, chart: chart, rules: rules, into: &sink)
        if children[index].keptBack != nil {
            speakForKeptBack(ofChildAt: index, sourceAt: source, at: arrived, into: &sink)
        }
    }

    mutating func take(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        let source = Int(arrival.source.rawValue)
        guard let child = arrival.child ?? sources[source].child, isKnown(child),
            !children[Int(child.rawValue)].isDischarged
        else {
            takeUnassigned(readings, arrival, into: &sink)
            return
        }
        let index = Int(child.rawValue)
        let arrived = tick.moved(to: arrival.at)
        if !sources[source].isSpot {
            observeFrame(readings, of: source, at: arrived, into: &sink)
        } else if arrival.row == nil {
            sourceLooks[source] = LookTable.atOnce
            sources[source].observeMeasurement(
                readings, at: arrived, surroundings(of: source), rules: rules, into: &sink)
        }
        guard !readings.given.isEmpty else {
            record(readings, arrival, .valueless, child: child, into: &sink)
            return
        }
        let set = AdmittedSet(
            readings, arrived: arrived, isSpot: sources[source].isSpot || readings.quality.contains(.spot),
            lateLimit: children[index].lateLimit(rules), source: arrival.source,
            suppressors: sources[source].suppressors,
            rules: rules)
        if !set.isRetrospective {
            children[index].judge(set, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
            lookAtNews(ofChildAt: index)
            speakForKeptBack(ofChildAt: index, sourceAt: source, at: arrived, into: &sink)
        }
        let disposition: ReadingRecord.Disposition = set.isRetrospective ? .retrospective : .accepted
        record(readings, arrival, disposition, child: child, implausible: set.implausible, into: &sink)
    }

    /// A row that says what the child breathes is a deliberate measurement also where it has no vital sign: not a reading,
    /// and no sign of life, but the score changes with it.
    mutating func takeRow(
        _ readings: ReadingSet, _ oxygen: OxygenSupport, _ arrival: Arrival,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let source = Int(arrival.source.rawValue)
        guard let child = arrival.child ?? sources[source].child, isKnown(child),
            !children[Int(child.rawValue)].isDischarged
        else {
            takeUnassigned(readings, arrival, oxygen: oxygen, into: &sink)
            return
        }
        let index = Int(child.rawValue)
        let arrived = tick.moved(to: arrival.at)
        let set = AdmittedSet(
            readings, arrived: arrived, isSpot: sources[source].isSpot || readings.given.isEmpty,
            lateLimit: children[index].lateLimit(rules), source: arrival.source,
            suppressors: sources[source].suppressors,
            rules: rules)
        var oxygen = oxygen
        if !set.isRetrospective, oxygen.isFitFromMachine {
            oxygen = children[index].take(
                oxygen, with: set, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        } else if !set.isRetrospective {
            children[index].judge(set, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        }
        lookAtNews(ofChildAt: index)
        speakForKeptBack(ofChildAt: index, sourceAt: source, at: arrived, into: &sink)
        record(
            readings, arrival, set.isRetrospective ? .retrospective : .accepted, child: child,
            implausible: set.implausible, oxygen: oxygen, into: &sink)
    }

    private mutating func speakForKeptBack(
        ofChildAt index: Int, sourceAt source: Int, at arrived: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let priority = children[index].keptBack else { return }
        children[index].keptBack = nil
        sourceLooks[source] = LookTable.atOnce
        sources[source].speakFor(priority, at: arrived, surroundings(of: source), rules: rules, into: &sink)
    }

    /// The next tick has to look at a child something was told of.
    private mutating func lookAtNews(ofChildAt index: Int) {
        guard children[index].hasNews else { return }
        children[index].hasNews = false
        childLooks[index] = LookTable.atOnce
    }

    /// Whether a reading is nothing but values of now.
    @inline(__always)
    static func isPlain(_ readings: ReadingSet) -> Bool {
        readings.measuredAt == nil && !readings.given.isEmpty && readings.quality.isDisjoint(with: notPlain)
    }

    /// A number and no `static let`, which would be asked whether it is there with every reading.
    @inline(__always)
    private static var notPlain: Quality { Quality(rawValue: 1 << 10 | 1 << 6) }

    mutating func observeFrame(
        _ readings: ReadingSet, of source: Int, at arrived: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        if !rules.isThorough, Self.isPlain(readings),
            sources[source].isCalm(at: arrived.monotonic, rules: rules)
        {
            return sources[source].takeCalmly(at: arrived.monotonic, rules: rules)
        }
        sourceLooks[source] = LookTable.atOnce
        sources[source].observeFrame(readings, at: arrived, surroundings(of: source), rules: rules, into: &sink)
    }

    mutating func takeUnassigned(
        _ readings: ReadingSet, _ arrival: Arrival, oxygen: OxygenSupport? = nil,
        into sink: inout some RecordSink & ~Copyable
    ) {
        sources[Int(arrival.source.rawValue)].hasUnassigned = true
        sourceLooks[Int(arrival.source.rawValue)] = LookTable.atOnce
        record(readings, arrival, .unassigned, oxygen: oxygen, into: &sink)
    }

    /// Every set of readings and every row leaves exactly one record, after the transitions it caused.
    mutating func record(
        _ readings: ReadingSet, _ arrival: Arrival, _ disposition: ReadingRecord.Disposition, child: ChildIndex? = nil,
        implausible: VitalSignSet = [], oxygen: OxygenSupport? = nil, into sink: inout some RecordSink & ~Copyable
    ) {
        let record = ReadingRecord(
            readings: readings, arrival: arrival, arrivedWall: tick.wall(at: arrival.at), child: child,
            disposition: disposition, implausible: implausible, oxygen: oxygen)
        sources[Int(arrival.source.rawValue)].ledger.note(record)
        sink.append(record)
    }

    /// Vital signs that a person entered are readings like any others: recorded, accounted for, and a sign of life.
    mutating func recordEntered(
        _ vitalSigns: ReadingSet, madeAt wall: WallInstant, as set: AdmittedSet, ofChildAt index: Int, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard let enteredSource, !vitalSigns.given.isEmpty else { return }
        var readings = vitalSigns
        readings.measuredAt = wall
        record(
            readings, Arrival(source: enteredSource, at: tick.monotonic),
            set.isRetrospective ? .retrospective : .accepted,
            child: children[index].index, implausible: set.implausible, into: &sink)
    }
}
