import Charts
import Vitals

/// What people entered of one child, as it stands: each item from the newest entry that gave it. What an entry leaves out
/// stays as it was, and nothing is there that nobody entered.
///
/// Sub-scores are taken from the chart once, when something is entered or the chart changes; a reading only looks at ages.
struct EnteredState {
    /// One, once something was entered: most children have nothing, and it would be 700 bytes of each.
    private var entries: ContiguousArray<Entry> = []

    private struct Entry: BitwiseCopyable {
        var standing = EnteredObservations(vitalSigns: ReadingSet())
        var stamps = InlineArray<12, EnteredStamp?>(repeating: nil)
        /// By item: the four that score.
        var scores = InlineArray<4, MemberScore>(repeating: .missing)
        /// Of the score as it was last made.
        var told = EnteredMembers()
    }

    /// The oldest of the entered members in the score: when it becomes too old, the score changes without a reading.
    @Packed var oldestInScore: MonotonicInstant? = nil
    /// Nothing that scores was ever entered.
    private(set) var isEmpty = true
    /// A trigger may be open, so a tick looks. True at start, for the episodes restored before the first tick.
    var mayHaveTriggers = true
    /// The score has changed and is not written down yet.
    var isScoreDue = false

    var standing: EnteredObservations {
        entries.isEmpty ? EnteredObservations(vitalSigns: ReadingSet()) : entries[0].standing
    }

    func stamp(of item: EnteredItem) -> EnteredStamp? { entries.isEmpty ? nil : entries[0].stamps[Int(item.rawValue)] }

    /// What of the score as it was last made had been entered.
    var told: EnteredMembers { entries.isEmpty ? EnteredMembers() : entries[0].told }

    mutating func noteTold(_ score: ScoreSnapshot) {
        if !entries.isEmpty { entries[0].told = EnteredMembers(score) }
    }

    /// The instant an entry counts at. An entry of the same moment as one that stands counts at the same instant, however
    /// the clocks were set in between: a correction must find what it corrects.
    func stamp(madeAt wall: WallInstant, seenAt tick: Tick) -> EnteredStamp {
        for item in EnteredItem.allCases {
            if let stamp = stamp(of: item), stamp.wall == wall { return stamp }
        }
        // A time to come is not believed: the entry counts when it came.
        return EnteredStamp(wall: wall, at: min(tick.monotonic(at: wall), tick.monotonic))
    }

    /// Takes what is given and not older than what stands. Says what was taken.
    ///
    /// - Parameter onlyItsOwn: replace only what was entered for that very moment: a correction too late to be news.
    mutating func take(_ entry: EnteredObservations, made stamp: EnteredStamp, onlyItsOwn: Bool) -> EnteredItemSet {
        var taken: EnteredItemSet = []
        if entries.isEmpty { entries.append(Entry()) }
        func accepts(_ isGiven: Bool, _ item: EnteredItem) -> Bool {
            guard isGiven, stamp.mayReplace(self.stamp(of: item), onlyItsOwn: onlyItsOwn) else { return false }
            entries[0].stamps[Int(item.rawValue)] = stamp
            taken.insert(EnteredItemSet(item))
            return true
        }
        if accepts(entry.respiratoryDistress != nil, .respiratoryDistress) {
            entries[0].standing.respiratoryDistress = entry.respiratoryDistress
        }
        if accepts(entry.oxygen != nil, .oxygen) { entries[0].standing.oxygen = entry.oxygen }
        if accepts(entry.systolicBloodPressure != nil, .systolicBloodPressure) {
            entries[0].standing.systolicBloodPressure = entry.systolicBloodPressure
        }
        if accepts(entry.capillaryRefill != nil, .capillaryRefill) {
            entries[0].standing.capillaryRefill = entry.capillaryRefill
        }
        if accepts(entry.consciousness != nil, .consciousness) {
            entries[0].standing.consciousness = entry.consciousness
        }
        if accepts(entry.hasAbnormalPupils != nil, .pupils) {
            entries[0].standing.hasAbnormalPupils = entry.hasAbnormalPupils
        }
        if accepts(entry.sepsis != nil, .sepsis) { entries[0].standing.sepsis = entry.sepsis }
        if accepts(entry.intuition != nil, .intuition) { entries[0].standing.intuition = entry.intuition }
        // The values of vital signs stand in their tracks, among those of the devices; here is only when they were entered.
        for sign in VitalSign.allCases { _ = accepts(entry.vitalSigns[sign] != nil, EnteredItem(sign)) }
        return taken
    }

    /// Takes the sub-scores from the chart of an age; `nil`: there is none, and everything entered is unscorable.
    mutating func rescore(_ chart: ScoreTable, in band: AgeBand?) {
        guard !entries.isEmpty else { return }
        let standing = standing
        let members = chart.members(
            of: ObservationSet(
                respiratoryDistress: standing.respiratoryDistress, oxygen: standing.oxygen,
                systolicBloodPressure: standing.systolicBloodPressure, capillaryRefill: standing.capillaryRefill),
            in: band)
        entries[0].scores[Int(EnteredItem.respiratoryDistress.rawValue)] = members[.respiratoryDistress]
        entries[0].scores[Int(EnteredItem.oxygen.rawValue)] = members[.oxygen]
        entries[0].scores[Int(EnteredItem.systolicBloodPressure.rawValue)] = members[.systolicBloodPressure]
        entries[0].scores[Int(EnteredItem.capillaryRefill.rawValue)] = members[.capillaryRefill]
        isEmpty = true
        for item in EnteredItem.scored where stamp(of: item) != nil { isEmpty = false }
    }

    /// Whether an item is there and young enough to speak for now.
    @inline(__always)
    func isCurrent(_ item: EnteredItem, at now: MonotonicInstant, validity: Duration) -> Bool {
        guard let stamp = stamp(of: item) else { return false }
        return now.since(stamp.at) <= validity
    }

    /// One of the four that score.
    @inline(__always)
    func member(_ item: EnteredItem, at now: MonotonicInstant, validity: Duration) -> ScoreMember {
        guard !isEmpty, let stamp = stamp(of: item) else { return .missing }
        let age = now.since(stamp.at)
        guard age <= validity else { return .missing }
        return ScoreMember(value: value(of: item), score: entries[0].scores[Int(item.rawValue)], age: max(.zero, age))
    }

    /// What the child breathes, while that speaks for now.
    @inline(__always)
    func oxygen(at now: MonotonicInstant, validity: Duration) -> OxygenSupport? {
        guard !isEmpty, isCurrent(.oxygen, at: now, validity: validity) else { return nil }
        return standing.oxygen
    }

    /// As a number: a grade's place in its list, a level of oxygen, a pressure in mmHg, seconds of refill. Air, a device
    /// without a level and a pressure that was not taken have none.
    private func value(of item: EnteredItem) -> Double? {
        switch item {
        case .respiratoryDistress:
            return standing.respiratoryDistress.map { Double($0.rawValue) }
        case .oxygen:
            switch standing.oxygen?.level {
            case .percent(let percent): return percent
            case .litresPerMinute(let flow): return flow
            case nil: return nil
            }
        case .systolicBloodPressure:
            if case .measured(let value) = standing.systolicBloodPressure { return value }
            return nil
        case .capillaryRefill:
            return standing.capillaryRefill
        case .consciousness, .pupils, .sepsis, .intuition, .spO2, .heartRate, .respiratoryRate, .temperature:
            return nil
        }
    }
}

/// When something entered was made: as people wrote it, and as the fold orders it.
struct EnteredStamp: BitwiseCopyable {
    var wall: WallInstant
    var at: MonotonicInstant

    func mayReplace(_ standing: EnteredStamp?, onlyItsOwn: Bool) -> Bool {
        guard let standing else { return !onlyItsOwn }
        return standing.wall == wall || (!onlyItsOwn && standing.at <= at)
    }
}

/// What can be entered, one by one. The four that score come first.
enum EnteredItem: UInt8, BitwiseCopyable, CaseIterable {
    case respiratoryDistress
    case oxygen
    case systolicBloodPressure
    case capillaryRefill
    case consciousness
    case pupils
    case sepsis
    case intuition
    case spO2
    case heartRate
    case respiratoryRate
    case temperature

    static let scored: [EnteredItem] = [.respiratoryDistress, .oxygen, .systolicBloodPressure, .capillaryRefill]

    init(_ sign: VitalSign) {
        switch sign {
        case .spO2: self = .spO2
        case .heartRate: self = .heartRate
        case .respiratoryRate: self = .respiratoryRate
        case .temperature: self = .temperature
        }
    }
}

struct EnteredItemSet: OptionSet, BitwiseCopyable {
    let rawValue: UInt16
    init(rawValue: UInt16) { self.rawValue = rawValue }
    init(_ item: EnteredItem) { self.init(rawValue: 1 << UInt16(item.rawValue)) }

    func contains(_ item: EnteredItem) -> Bool { contains(Self(item)) }
}
