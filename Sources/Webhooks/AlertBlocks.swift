import Alarms
import Charts
import Vitals

/// The blocks of a message's data, in the order of the contract (`docs/webhook-contract.md`). A field without a value is
/// left out, never null.
extension AlertContext {
    func episode(_ identity: EpisodeIdentity) -> JSON {
        .fields([
            "id": .string(identity.episodeID),
            "dedup_key": .string(identity.dedupKey),
            "seq": .number(transition.episodeSequence),
            "state": .text(transition.state.name),
            "previous_state": .text(transition.previousState.name),
            "class": .text(kind.alarmClass.name),
            "priority": .text(transition.priority.label),
            "previous_priority": changedPriority.map { .text($0.label) },
            "started_at": .string(transition.startedAt.wall.description),
            "fired_at": .string(transition.firedAt.wall.description),
            "unknown": .bool(transition.isUnknown),
            "reopened_count": .number(transition.reopenedCount),
            "level": .number(transition.level),
            "latched": .bool(transition.isLatched),
            "suppressed_by": transition.suppressedBy.isEmpty
                ? nil
                : .array(
                    SuppressorSet.names.filter { transition.suppressedBy.contains($0.suppressor) }.map {
                        .text($0.name)
                    }),
            // The hub's own test is for machines.
            "pages": .bool(transition.event.pages && canaryDate == nil),
        ])
    }

    /// Marks the hub's daily test of the way an alert goes.
    var canary: JSON? { canaryDate.map { .fields(["date": .string("\($0)")]) } }

    /// The admission's pseudonym and two coarse ages. The label only where somebody configured one.
    var child: JSON? {
        guard let admission else { return nil }
        return .fields([
            "admission_id": .string(admission.id),
            "label": admission.label.map { .string($0.bounded) },
            "spot_age_group": ageBand.map { .text($0.name) },
            "setting": .string(admission.setting.rawValue),
            "age_band_5y": fiveYearBand(bornOn: admission.bornOn).map(JSON.string),
        ])
    }

    var condition: JSON {
        .fields([
            "parameter": kind.parameterName.map(JSON.string),
            "direction": kind.side.map { .text($0.name) },
            "rule_id": .string(ruleID),
            "rule_text": .string(text.sentence),
            "threshold": transition.threshold.map { JSON.number($0) },
            "unit": transition.threshold == nil ? nil : kind.unit.map(JSON.string),
            "dwell_s": isSingleMeasurement ? .number(0) : stageRule?.onset.secondsValue,
            "validity_min": kind.isSampled ? .number(composer.rules.validityShare) : nil,
            "margin": kind.isSampled ? .number(rule.margin) : nil,
            "hold_s": stageRule?.hold.secondsValue,
            "personal_rule": personalRule,
        ])
    }

    private var personalRule: JSON? {
        limit.map { limit in
            .fields([
                "by": .string(limit.author.bounded),
                "reason": .string(limit.reason.bounded),
                "until": limit.until.map { .string($0.description) },
            ])
        }
    }

    /// `nil` for what has no value, such as a device that is gone.
    var value: JSON? {
        if let grade { return .fields(["grade": .string(grade)]) }
        guard let unit = kind.unit else { return nil }
        return .fields([
            "trigger": transition.triggerValue.map { JSON.number($0) },
            "latest": transition.latestValue.map { JSON.number($0) },
            "worst": transition.worstValue.map { JSON.number($0) },
            "unit": .string(unit),
            "at_hub": transition.latestAt.map { .string(transition.at.wall(at: $0).description) },
            "late_s": transition.lateness?.secondsValue,
            "quality": .array(
                Quality.names.filter { transition.quality.contains($0.flag) }.map { .text($0.name) }),
        ])
    }

    /// The decision recomputed by hand: how long was looked at, how much of it was valid, how much of that breached.
    var evidence: JSON {
        let window = transition.window
        let coverage = window.seconds == 0 ? nil : Double(window.valid) / Double(window.seconds) * 100
        return .fields([
            "window_s": .number(window.seconds),
            "n_expected": .number(window.seconds),
            "n_valid": .number(window.valid),
            "n_breaching": .number(window.breaching),
            "coverage_pct": coverage.map { .number(($0 * 10).rounded() / 10) },
            "near_misses": .number(transition.nearMissCount),
            "samples": samples,
        ])
    }

    /// Seconds before the decision, and the newest value of those five seconds.
    private var samples: JSON? {
        guard let strip = transition.samples, !strip.isEmpty else { return nil }
        return .array(
            strip.samples(before: transition.at.monotonic).map { sample in
                .array([.number(-sample.age), .number(sample.value)])
            })
    }

    /// What else stood around the child: its temperature, its other open alarms, a pause or a quiet.
    var surroundings: JSON? {
        guard let around = transition.context else { return nil }
        return .fields([
            "temp": around.temperature.map { celsius in
                .fields(["value": .number(celsius), "age_s": around.temperatureAge.secondsValue])
            },
            "also_open": .array(around.open.map { .text($0.family) }),
            "planned_pause_until": around.pausedUntil.map { .string($0.wall.description) },
            "quiet_until": around.quietUntil.map { .string($0.wall.description) },
        ])
    }

    var clock: JSON {
        .fields([
            "uptime_s": .number((Double(transition.at.monotonic.microseconds) / 1000).rounded() / 1000),
            "speed": .number(composer.clockSpeed),
        ])
    }

    var provenance: JSON {
        .fields([
            "build": .string(composer.hub.build.bounded),
            "config_hash": .string(composer.configHash.bounded),
            "rules_hash": .string(composer.rulesIdentity.hash.bounded),
            "rules_ratified": .bool(composer.rulesIdentity.isRatified),
            "test": .bool(isTest),
            "notice": .string(
                "Secondary notification path. Not a certified medical device. It does not diagnose or advise treatment; "
                    + "the monitor's own alarm stays on."),
        ])
    }

    /// Age in the five-year bands that reports group by; `nil` before birth.
    private func fiveYearBand(bornOn birth: CivilDate) -> String? {
        let years = birth.completedYears(on: LondonTime.date(at: transition.at.wall))
        guard years >= 0 else { return nil }
        let first = years / 5 * 5
        return "\(first)-\(first + 4)"
    }
}
