import Charts
import Vitals

/// The shortest way of a reading: within its child's corridor it waits there, and its record is all that is made of it.
extension StreamEvaluator {
    /// Takes a reading within its child's corridor. `false`, with nothing done, for any other.
    @inline(__always)
    mutating func takeInCorridor(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) -> Bool {
        guard Self.isPlain(readings), let child = arrival.child ?? sources[Int(arrival.source.rawValue)].child,
            isKnown(child)
        else { return false }
        let index = Int(child.rawValue)
        switch corridors[index].take(readings, arrival) {
        case .taken: break
        case .askFirst: takeAfterAsking(readings, arrival, ofChildAt: index, into: &sink)
        case .refused: return false
        }
        sink.append(accepted: readings, arrival, arrivedWall: tick.wall(at: arrival.at), child: child)
        return true
    }

    /// Takes a reading beyond its child's corridor that does nothing but make the worst of an alarm or an onset worse: that is written
    /// down, and the reading waits like the others. What gets worse says so with each reading.
    mutating func takeAsWorst(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) -> Bool {
        guard Self.isPlain(readings), let child = arrival.child ?? sources[Int(arrival.source.rawValue)].child,
            isKnown(child)
        else { return false }
        let index = Int(child.rawValue)
        guard let sign = corridors[index].onlyBeyond(readings, arrival), let value = readings[sign],
            let stretch = children[index].noteWorst(
                value, after: corridors[index].newest(sign), of: sign, rules: rules)
        else { return false }
        corridors[index].bound(sign, to: stretch)
        if case .askFirst = corridors[index].takeWithin(readings, at: arrival.at) {
            takeAfterAsking(readings, arrival, ofChildAt: index, into: &sink)
        }
        sink.append(accepted: readings, arrival, arrivedWall: tick.wall(at: arrival.at), child: child)
        return true
    }

    /// Takes a reading that is within the bounds, once its device is told or there is room for it to wait.
    private mutating func takeAfterAsking(
        _ readings: ReadingSet, _ arrival: Arrival, ofChildAt index: Int, into sink: inout some RecordSink & ~Copyable
    ) {
        if corridors[index].takeInNextFive(readings, at: arrival.at) { return }
        if corridors[index].tellsSourceAtOnce {
            // Others speak through it too, and it may be in trouble with one of them: that is no matter of this child.
            let source = Int(arrival.source.rawValue)
            let arrived = tick.moved(to: arrival.at)
            observeFrame(readings, of: source, at: arrived, into: &sink)
            sources[source].ledger.noteAccepted(readings.given.count)
        }
        if corridors[index].isFull { settle(childAt: index) }
        if corridors[index].begins(at: arrival.at), !corridors[index].finishFiveSeconds() { settle(childAt: index) }
        corridors[index].follow(readings, at: arrival.at)
    }

    /// Puts what waits of a child where it belongs. Its bounds hold on.
    mutating func settle(childAt index: Int) {
        guard corridors[index].isWaiting else { return }
        let waiting = corridors[index].handOver()
        children[index].take(waiting, chart: chart, rules: rules)
        if waiting.ownsSource { sources[Int(waiting.source.rawValue)].take(waiting, rules: rules) }
    }

    /// What waits of a device waits with its child.
    mutating func settle(sourceAt index: Int) {
        if let child = sources[index].child, isKnown(child) { settle(childAt: Int(child.rawValue)) }
    }

    /// Something is about to change what a child's bounds are drawn by.
    mutating func leaveCorridor(ofChildAt index: Int) {
        settle(childAt: index)
        corridors[index].end()
    }

    mutating func leaveCorridor(ofSourceAt index: Int) {
        if let child = sources[index].child, isKnown(child) { leaveCorridor(ofChildAt: Int(child.rawValue)) }
    }

    mutating func leaveAllCorridors() {
        guard hasCorridors else { return }
        hasCorridors = false
        for index in corridors.indices { leaveCorridor(ofChildAt: index) }
    }

    /// A reading goes another way: those of its child and of its device are put where they belong before it.
    mutating func leaveCorridors(for arrival: Arrival) {
        let source = Int(arrival.source.rawValue)
        leaveCorridor(ofSourceAt: source)
        if let child = arrival.child, child != sources[source].child, isKnown(child) {
            leaveCorridor(ofChildAt: Int(child.rawValue))
        }
    }

    /// After a reading went another way: the bounds for the next.
    mutating func drawCorridor(_ readings: ReadingSet, _ arrival: Arrival) {
        let source = Int(arrival.source.rawValue)
        guard !rules.isThorough, Self.isPlain(readings), let child = arrival.child ?? sources[source].child,
            isKnown(child)
        else { return }
        let index = Int(child.rawValue)
        let owner = sources[source].child
        // A device that is another child's is told of that child's readings, and of this one's between them.
        guard owner == nil || owner == child, corridors[index].comesAgain(readings.given, from: arrival.source),
            !sources[source].isSpot,
            owner == nil
                || sources[source].isNewest(at: arrival.at) && sources[source].isCalm(at: arrival.at, rules: rules),
            let bounds = children[index].drawCorridor(readings, at: arrival.at, from: arrival.source, rules: rules)
        else { return }
        corridors[index].begin(bounds, at: arrival.at, ownsSource: owner != nil)
        hasCorridors = true
    }

    /// What a tick did to a child or to its device may be what its bounds are drawn by.
    mutating func keepCorridor(ofChildAt index: Int) {
        if children[index].hasNews || !children[index].calm.isDrawn { corridors[index].end() }
    }
}
