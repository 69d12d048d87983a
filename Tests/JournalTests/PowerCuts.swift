import Foundation

@testable import Journal
@testable import WardTesting

/// Cuts the power of a disk that a script has used, at chosen moments and in every way, and has what is left looked through.
struct PowerCuts {
    private(set) var cutCount = 0
    /// Of them, cuts of a daemon that was about to recover from one.
    private(set) var nestedCount = 0
    private(set) var promiseCount = 0
    private(set) var lostCount = 0
    private(set) var faultyCount = 0
    /// The first few, each with the moment it is from.
    private(set) var findings: [String] = []
    private var chances: Chances
    private let folder: String

    static let findingCount = 12
    static let nestedStepCount = 12
    static let auditShare = 8
    static let greatestDepth = 3

    init(in folder: String, seed: UInt64) {
        self.folder = folder
        chances = Chances(seed: seed)
    }

    /// Before each call that `isMoment` names, in every way; and at the end, when all is done.
    mutating func cutEverywhere(
        _ script: StoreScript, isLying: Bool = false, damages: [Damage] = Damage.allCases,
        isMoment: (DiskCall) -> Bool
    ) throws {
        let calls = script.disk.asked()
        var image = DiskImage(before: script.disk.before, isLying: isLying)
        for (place, call) in calls.enumerated() {
            if isMoment(call) {
                for damage in damages {
                    try examine(image, damage, script.expectation(after: place), "\(damage) before call \(place)")
                }
            }
            image.take(call, &chances)
        }
        for damage in damages {
            try examine(image, damage, script.expectation(after: calls.count), "\(damage) at the end")
        }
    }

    /// After everything.
    mutating func cutAtEnd(_ script: StoreScript, damages: [Damage] = Damage.allCases) throws {
        try cutEverywhere(script, damages: damages) { _ in false }
    }

    /// At so many moments, one way each; from some, the next daemon goes on and is cut off in its turn.
    mutating func cutAtRandom(_ script: StoreScript, times: Int, depth: Int = 0) throws {
        let calls = script.disk.asked()
        let places = Set((0..<times).map { _ in Int.random(in: 0...calls.count, using: &chances) })
        var image = DiskImage(before: script.disk.before)
        for place in 0...calls.count {
            if places.contains(place) {
                let damage = Damage.allCases.randomElement(using: &chances) ?? .dropped
                let expectation = script.expectation(after: place)
                if depth + 1 < Self.greatestDepth, chances.oneIn(4) {
                    try goOn(from: image, damage, expectation, depth: depth + 1)
                } else {
                    try examine(image, damage, expectation, "\(damage) before call \(place), depth \(depth)")
                    if depth > 0 { nestedCount += 1 }
                }
            }
            if place < calls.count { image.take(calls[place], &chances) }
        }
    }

    private mutating func goOn(
        from image: DiskImage, _ damage: Damage, _ expectation: Expectation, depth: Int
    ) throws {
        let state = try lay(image.cut(damage, &chances))
        defer { try? FileManager.default.removeItem(atPath: state) }
        do {
            let script = try StoreScript(state, seed: chances.next(), depth: depth, kept: expectation.promises)
            try script.playAtRandom(steps: Self.nestedStepCount)
            try script.close()
            try cutAtRandom(script, times: 3, depth: depth)
        } catch {
            note(["\(error)"], "\(damage), going on at depth \(depth)")
        }
    }

    private mutating func examine(
        _ image: DiskImage, _ damage: Damage, _ expectation: Expectation, _ moment: String
    ) throws {
        let state = try lay(image.cut(damage, &chances))
        defer { try? FileManager.default.removeItem(atPath: state) }
        // Watched, so that it is not kept waiting by a real disk.
        let disk = try CrashDisk(state)
        defer { withExtendedLifetime(disk) {} }
        let survivor = Survivor(expectation, in: state, checksAudit: chances.oneIn(Self.auditShare))
        cutCount += 1
        promiseCount += expectation.promises.count
        lostCount += survivor.lostCount
        note(survivor.findings, moment)
    }

    private mutating func note(_ found: [String], _ moment: String) {
        guard !found.isEmpty else { return }
        faultyCount += 1
        if findings.count < Self.findingCount { findings.append("\(moment): \(found.prefix(3))") }
    }

    private mutating func lay(_ files: [String: Data]) throws -> String {
        let state = folder + "/cut-\(chances.next())"
        try DiskImage.write(files, to: state)
        return state
    }

    var summary: String {
        "\(cutCount) cuts, \(nestedCount) of a recovery: \(promiseCount) promises looked for, \(lostCount) lost; "
            + "\(faultyCount) with a finding"
    }
}
