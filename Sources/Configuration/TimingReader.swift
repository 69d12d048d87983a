import Alarms

/// The `timing:` part of the rules file: what holds for every condition. Each bound is the widest a reviewer could defend,
/// not a recommendation.
enum TimingReader {
    static func read(_ timing: inout StrictMapping, into rules: inout AlarmRules) {
        if let percent = timing.optional("validity_percent")?.number(in: Limits.validityPercent) {
            rules.validityShare = percent / 100
        }
        for (key, place, range) in spans {
            if let span = timing.optional(key)?.duration(in: range) { rules[keyPath: place] = span }
        }
        let high = timing.optional("temperature_high_from")
        if let value = high?.number(in: 36...42) { rules.temperatureHighFrom = value }
        let low = timing.optional("temperature_low_to")
        if let value = low?.number(in: 30...38) { rules.temperatureLowTo = value }
        if rules.temperatureLowTo >= rules.temperatureHighFrom {
            (low ?? high)?.refuse(
                "temperature_low_to is not below temperature_high_from", "Leave normal temperatures between them")
        }
        readPoorSignal(&timing, into: &rules)
        if let count = timing.optional("many_devices")?.integer(in: Limits.manyDevices) { rules.manyDevices = count }
        if rules.carerAnswerWithin > rules.carerQuestionEvery {
            timing.defects.add(
                at: timing.node, key: "\(timing.path).carer_answer_within", "is longer than carer_question_every",
                "An answer is due before the next question")
        }
        if rules.scheduleUrgent < rules.scheduleWarning {
            timing.defects.add(
                at: timing.node, key: "\(timing.path).schedule_urgent", "comes before schedule_warning",
                "Tell the hub first, then the team")
        }
    }

    /// Poor signal keeps new alarms of the child back, so it may not be told where the signal is good enough to judge by.
    private static func readPoorSignal(_ timing: inout StrictMapping, into rules: inout AlarmRules) {
        let below = timing.optional("poor_signal_below")
        if let value = below?.number(in: Limits.poorSignalBelowPercent) { rules.poorSignalBelow = value / 100 }
        let end = timing.optional("poor_signal_ends_from")
        if let value = end?.number(in: Limits.poorSignalEndsPercent) { rules.poorSignalEndsFrom = value / 100 }
        func refuse(_ reason: String, _ suggestion: String) {
            let key = "\(timing.path).poor_signal_below"
            timing.defects.add(at: (below ?? end)?.node ?? timing.node, key: key, reason, suggestion)
        }
        if rules.poorSignalBelow > rules.validityShare {
            refuse("is above validity_percent", "A signal good enough for an alarm is not poor")
        }
        if rules.poorSignalBelow > rules.poorSignalEndsFrom {
            refuse("is above poor_signal_ends_from", "Poor signal ends where it is better than it began")
        }
    }

    // Not stored: a key path to a struct is not Sendable.
    private static var spans:
        [(key: String, place: WritableKeyPath<AlarmRules, Duration>, range: ClosedRange<Duration>)]
    {
        [
            ("continuity", \.continuity, .seconds(1) ... .seconds(30)),
            ("currency", \.currency, .seconds(5) ... .seconds(300)),
            ("pending_freeze", \.pendingFreeze, .zero ... .seconds(600)),
            ("member_validity", \.memberValidity, .seconds(10) ... .seconds(600)),
            ("lateness", \.lateness, .zero ... .seconds(3600)),
            ("future_tolerance", \.futureTolerance, .zero ... .seconds(60)),
            ("device_clock_tolerance", \.deviceClockTolerance, .seconds(60) ... .seconds(24 * 3600)),
            ("schedule_warning", \.scheduleWarning, .zero ... .seconds(4 * 3600)),
            ("schedule_urgent", \.scheduleUrgent, .zero ... .seconds(12 * 3600)),
            ("silence_after_alarm", \.silenceAfterAlarm, .zero ... .seconds(600)),
            ("start_grace", \.startGrace, .zero ... .seconds(300)),
            ("carer_question_every", \.carerQuestionEvery, Limits.carerQuestion),
            ("carer_answer_within", \.carerAnswerWithin, Limits.carerAnswer),
        ]
    }
}
