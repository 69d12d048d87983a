import Vitals

/// Which names in a drop folder may be taken: a value that is told what was seen and says what is complete.
///
/// A file is complete when its writer was seen closing it or moving it in. When nobody was seen (it lay there at the
/// start, or events were lost), it is complete when its size and time of change stood still between two looks at least
/// `PortLimits.stillness` apart. A file whose creation was seen is left to its writer, however long that takes.
struct DropCandidates {
    /// What a look at a file finds.
    struct Look: Equatable {
        var byteCount: Int64
        /// Nanoseconds since 1970.
        var changed: Int64
    }

    /// Names that end so are handed out before the others.
    private let urgentSuffix: String?
    private var urgent: [EntryName] = []
    private var complete: [EntryName] = []
    private var nextPlace = 0
    private var isComplete: Set<EntryName> = []
    private var beingWritten: Set<EntryName> = []
    private var watched: [EntryName: (look: Look, since: MonotonicInstant)] = [:]

    /// Names beyond `PortLimits.candidateCount` were left in the folder: look through it again when `next` has no more.
    private(set) var hasLeftSome = false

    init(urgentSuffix: String? = nil) { self.urgentSuffix = urgentSuffix }

    /// A file was created here by a writer, who will close it.
    mutating func sawCreation(_ name: EntryName) {
        guard !isComplete.contains(name), hasRoom else { return }
        beingWritten.insert(name)
    }

    /// A file was closed after writing or moved in, or an entry is there that no writer will close (a link, a pipe).
    mutating func sawCompletion(_ name: EntryName) {
        beingWritten.remove(name)
        watched[name] = nil
        guard !isComplete.contains(name) else { return }
        guard hasRoom else { return }
        isComplete.insert(name)
        if let urgentSuffix, name.hasSuffix(urgentSuffix) { urgent.append(name) } else { complete.append(name) }
    }

    /// A look at a file nobody was seen closing.
    mutating func look(_ name: EntryName, _ look: Look, at now: MonotonicInstant) {
        guard !isComplete.contains(name), !beingWritten.contains(name) else { return }
        guard let earlier = watched[name], earlier.look == look else {
            if watched[name] != nil || hasRoom { watched[name] = (look, now) }
            return
        }
        if now.since(earlier.since) >= PortLimits.stillness { sawCompletion(name) }
    }

    /// Names that wait for a second look, due at `now`.
    func dueForSecondLook(at now: MonotonicInstant) -> [EntryName] {
        watched.compactMap { now.since($0.value.since) >= PortLimits.stillness ? $0.key : nil }
    }

    /// The name is gone from the folder.
    mutating func sawRemoval(_ name: EntryName) {
        beingWritten.remove(name)
        watched[name] = nil
    }

    /// Events were lost: nothing is known of any writer.
    mutating func forgetWriters() { beingWritten.removeAll() }

    /// Forgets names that are not in the folder any more.
    mutating func keepOnly(_ present: Set<EntryName>) {
        beingWritten.formIntersection(present)
        watched = watched.filter { present.contains($0.key) }
    }

    /// The folder is about to be looked through, so nothing is left out yet.
    mutating func startRescan() { hasLeftSome = false }

    /// The urgent name that has been complete the longest.
    mutating func nextUrgent() -> EntryName? {
        guard !urgent.isEmpty else { return nil }
        let name = urgent.removeFirst()
        isComplete.remove(name)
        return name
    }

    /// The name that has been complete the longest, the urgent ones first.
    mutating func next() -> EntryName? {
        if let name = nextUrgent() { return name }
        guard nextPlace < complete.count else {
            complete.removeAll(keepingCapacity: true)
            nextPlace = 0
            return nil
        }
        let name = complete[nextPlace]
        nextPlace += 1
        isComplete.remove(name)
        return name
    }

    /// Whether one more name may be remembered. If not, that is noted.
    private var hasRoom: Bool {
        mutating get {
            let count = isComplete.count + beingWritten.count + watched.count
            if count >= PortLimits.candidateCount { hasLeftSome = true }
            return count < PortLimits.candidateCount
        }
    }
}
