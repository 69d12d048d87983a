/// The conditions of one child or one device that have something to remember: an onset, or an episode.
///
/// Most have nothing, and to keep room for all twenty would be 4 KB a child. So a condition has a place here from its first
/// breach on, and gives it up when an onset comes to nothing: what stays then is how often that happened. An
/// episode is remembered after its end until the next begins, so that a late acknowledgement finds it, and keeps the place.
/// The room is taken once: a condition that comes again finds what was there, and a reading allocates nothing.
struct ConditionShelf {
    /// The places that are held, a bit each. The states lie in their order.
    private var held: UInt32 = 0
    /// The places whose condition has a sample to wait for also when it breaches nothing: an onset, an episode.
    private(set) var unsettled: UInt32 = 0
    /// Also what has settled keeps its place: the reference the short ways are tested against forgets nothing.
    private let keepsAll: Bool
    private var states: ContiguousArray<ConditionState> = []
    /// By place, once there was a near miss.
    private var nearMisses: ContiguousArray<UInt32> = []

    init(keepsAll: Bool) { self.keepsAll = keepsAll }

    /// How many places are held.
    var heldCount: Int { held.nonzeroBitCount }

    /// Where the state of a place lies.
    @inline(__always)
    private func position(_ place: Int) -> Int {
        let before = held & (1 << UInt32(place) &- 1)
        // Mostly it is the first, and to count bits takes eighteen instructions where a machine is not asked for more than the least.
        return before == 0 ? 0 : before.nonzeroBitCount
    }

    @inline(__always)
    private func holds(_ place: Int) -> Bool { held >> UInt32(place) & 1 == 1 }

    /// Whether a sample that breaches nothing changes nothing of the condition.
    @inline(__always)
    func isSettled(_ place: Int) -> Bool { unsettled >> UInt32(place) & 1 == 0 }

    subscript(_ place: Int) -> ConditionState {
        // Copies, and neither `_read` nor `_modify`: an accessor that yields, where it is called and not inlined, keeps its frame
        // on the heap. What is changed often goes through `change`.
        @inline(__always) get {
            holds(place) ? states[position(place)] : ConditionState(nearMissCount: nearMissCount(of: place))
        }
        @inline(__always) set { change(place) { $0 = newValue } }
    }

    /// Changes a state where it lies.
    @inline(__always)
    mutating func change<Result>(_ place: Int, _ body: (inout ConditionState) -> Result) -> Result {
        if !holds(place) { take(place) }
        let position = position(place)
        defer { note(place, at: position) }
        return body(&states[position])
    }

    /// Looks at a state where it lies, or changes nothing of it that decides whether it has settled.
    @inline(__always)
    mutating func look<Result>(_ place: Int, _ body: (inout ConditionState) -> Result) -> Result? {
        holds(place) ? body(&states[position(place)]) : nil
    }

    /// Whether its episode is open: as `episode(place).isOpen`, without the episode.
    @inline(__always)
    func isOpen(_ place: Int) -> Bool { holds(place) && states[position(place)].isOpen }

    private func nearMissCount(of place: Int) -> UInt32 { nearMisses.isEmpty ? 0 : nearMisses[place] }

    private mutating func take(_ place: Int) {
        states.insert(ConditionState(nearMissCount: nearMissCount(of: place)), at: position(place))
        held |= 1 << UInt32(place)
    }

    /// What has settled may give up its place.
    private mutating func note(_ place: Int, at position: Int) {
        let bit: UInt32 = 1 << UInt32(place)
        guard states[position].isSettled else {
            unsettled |= bit
            return
        }
        unsettled &= ~bit
        guard !keepsAll, states[position].isBlank else { return }
        let count = states[position].nearMissCount
        if count > 0 {
            if nearMisses.isEmpty { nearMisses = ContiguousArray(repeating: 0, count: ConditionKind.childKinds.count) }
            nearMisses[place] = count
        }
        states.remove(at: position)
        held &= ~bit
    }
}
