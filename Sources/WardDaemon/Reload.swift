/// The settings read again while the ward is watched (SIGHUP).
///
/// There is one way to begin with settings: a start. A reload is a stop in order and a start in the same process, so that what
/// the restart tests prove of episodes, ladders and what is owed holds for it too. It is only tried with settings that
/// `spotward check` finds no defect in, secrets and certificates among them.
enum Reload {
    enum Outcome {
        case usable(Ward, warnings: [String])
        /// Every reason, one a sentence.
        case unusable([String])
    }

    /// Reads what stands in the files now.
    static func ward(from path: String, inPlaceOf old: Ward) -> Outcome {
        var files = WardFiles(path: path)
        guard let next = files.wardWithSecrets() else { return .unusable(files.defects.map(\.description)) }
        let kept = reasonsToKeep(old, insteadOf: next)
        return kept.isEmpty ? .usable(next, warnings: files.warnings.map(\.description)) : .unusable(kept)
    }

    /// What a running ward cannot take over: another journal knows none of its alarms.
    static func reasonsToKeep(_ old: Ward, insteadOf next: Ward) -> [String] {
        var reasons: [String] = []
        if next.configuration.stateFolder != old.configuration.stateFolder {
            reasons.append(
                "state: \(next.configuration.stateFolder) is another folder than \(old.configuration.stateFolder), which holds the open alarms and what is owed; stop the daemon, move the folder, start it again"
            )
        }
        if next.configuration.clockSpeed != old.configuration.clockSpeed {
            reasons.append(
                "clock.speed: the clock cannot change its speed while it runs; stop the daemon and start it again")
        }
        return reasons
    }
}
