"""The bugs that are planted: each breaks one promise, and names the tests that must turn red.

A bug is a few replacements in the sources. Each text must stand exactly once in its file, so that a bug cannot come to nothing
unseen when the code around it changes: then it is adapted here, with the code.

`beyond` says why no night from seeds can show it; the others are planted with `planted.py --simulation` too, and 200 nights must find each.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    tests: str          # a regular expression for `swift test --filter`
    edits: tuple        # (file, text, what stands there instead), …
    beyond: str = ""    # what a night does not play; none: it is within reach of one

    @property
    def files(self):
        return sorted({file for file, _, _ in self.edits})

    @property
    def targets(self):
        """The folders under Sources it changes."""
        return {file.split("/")[1] for file in self.files}


def bug(name, tests, *edits, beyond=""):
    return Bug(name, tests, tuple((f"Sources/{file}", text, instead) for file, text, instead in edits), beyond)


LIBCURL = "libcurl"
FILES = "dropped files"
SIGNED = "answers of receivers"
SETTINGS = "the register's file"
BYTES = "devices that write frames"


BUGS = [
    # What leaves the hub, and when it counts as delivered.
    bug("marked as sent before there was a 2xx", r"JournalTests\.OutboxTests/aFailedItemWaits",
        ("Journal/JournalStore+Attempts.swift", "UPDATE outbox SET due_wall_us = ? WHERE",
         "UPDATE outbox SET state = 'accepted', is_lead = 0, due_wall_us = ? WHERE")),
    bug("a redirect counts as accepted", r"WebhooksTests\.DeliveryStageTests",
        ("Webhooks/DeliveryOutcome.swift", "(200...299).contains($0)", "(200...399).contains($0)")),
    bug("410 ends it: gone is gone", r"WebhooksTests\.DeliveryStageTests",
        ("Webhooks/DeliveryOutcome.swift", "(200...299).contains($0) } == true", "(200...299).contains($0) || $0 == 410 } == true")),
    bug("a 200 that never ended counts", r"WebhooksTests\.DeliveryStageTests",
        ("Webhooks/DeliveryOutcome.swift", "if httpStatus != nil { self = .body }", "if httpStatus == 200 { self = .done } else if httpStatus != nil { self = .body }")),
    bug("a redirect is followed", r"WebhooksTests\.DeliveryTests/aRedirectIsAFailure",
        ("Webhooks/TransferSettings.swift", "CURLOPT_FOLLOWLOCATION, 0", "CURLOPT_FOLLOWLOCATION, 1"),
        ("Webhooks/TransferSettings.swift", "CURLOPT_MAXREDIRS, 0", "CURLOPT_MAXREDIRS, 5"),
        beyond=LIBCURL),
    bug("any host's certificate will do", r"WebhooksTests\.DeliveryTests/aCertificateForAnotherHost",
        ("Webhooks/TransferSettings.swift", "CURLOPT_SSL_VERIFYHOST, 2", "CURLOPT_SSL_VERIFYHOST, 0"),
        beyond=LIBCURL),
    bug("any authority's certificate will do", r"WebhooksTests\.DeliveryTests/anUnknownAuthority",
        ("Webhooks/TransferSettings.swift", "CURLOPT_SSL_VERIFYPEER, 1", "CURLOPT_SSL_VERIFYPEER, 0"),
        beyond=LIBCURL),
    bug("the proxy of the environment is asked", r"WebhooksTests\.DeliveryTests/proxiesOfTheEnvironment",
        ("Webhooks/TransferSettings.swift", 'try handle.set(CURLOPT_PROXY, "")', "_ = CURLOPT_PROXY"),
        beyond=LIBCURL),
    bug("an answer of any length is read", r"WebhooksTests\.DeliveryTests/anEndlessAnswer",
        ("Webhooks/Transfer.swift", "answerByteCount <= Limits.answerByteCount ? piece.count : 0", "piece.count"),
        beyond=LIBCURL),
    bug("a receiver may ask for any wait", r"WebhooksTests\.RetryScheduleTests/aReceiverMayAsk",
        ("Webhooks/RetrySchedule.swift", "min(retryAfter, longestRetryAfter)", "retryAfter")),
    bug("a receiver may ask for no wait at all", r"WebhooksTests\.RetryScheduleTests/aReceiverMayAsk",
        ("Webhooks/RetrySchedule.swift", "return max(scheduled, min(retryAfter, longestRetryAfter))",
         "return min(retryAfter, longestRetryAfter)")),
    bug("P2 and concerns are tried hourly", r"WebhooksTests\.RetryScheduleTests/p1AndP2AreUrgent",
        ("Webhooks/RetrySchedule.swift", "self = urgency >= .high ? .urgent", "self = urgency > .high ? .urgent")),
    bug("an old signed answer is taken again", r"WebhooksTests\.SignedDocumentTests/theSecondMayBeFiveMinutesOff",
        ("Webhooks/SignedDocument.swift",
         "guard WebhookSignature.isTimely(timestampSeconds, at: now) else { throw .timestampOff }", "_ = now"),
        beyond=SIGNED),
    bug("ids made of the hub's uptime", r"WebhooksTests\.AlertComposerTests/theHubsUptime",
        ("Webhooks/EpisodeIdentity.swift", "String(transition.firedAt.wall.microseconds)",
         "String(transition.firedAt.monotonic.microseconds)")),

    # What is on record.
    bug("synchronous NORMAL, believed", r"JournalTests\.(DurabilityTests/everyCommitIsSync|OpeningTests/theConnectionReadsBack)",
        ("Journal/JournalConnection.swift", '"PRAGMA synchronous = FULL"', '"PRAGMA synchronous = NORMAL"'),
        ("Journal/JournalConnection.swift", 'mode == "wal", synchronous == 2', 'mode == "wal", synchronous >= 1')),
    bug("what was asked of the disk is not read back", r"JournalTests\.OpeningTests/aJournalThatIsNotDurable",
        ("Journal/JournalConnection.swift", 'mode == "wal", synchronous == 2', 'mode == "wal", synchronous >= 0'),
        beyond="a disk that takes other settings than it was given"),
    bug("a number without an alert: a gap in hub_seq", r"JournalTests\.CommitTests/anAlertThatNobodyIsToBeToldOf",
        ("Journal/JournalStore+Alerts.swift", "if !owed.isEmpty { last += 1 }", "last += 1")),
    bug("the oldest goes first, not the most urgent", r"JournalTests\.OutboxTests/theMostUrgentGoesFirst",
        ("Journal/JournalStore+Outbox.swift", "ORDER BY lead_urgency DESC, hub_seq, endpoint", "ORDER BY hub_seq, endpoint"),
        ("Journal/JournalStore+Outbox.swift", 'due("lead_urgency >= \\(Priority.high.rawValue)")', 'due("1")'),
        ("Journal/JournalStore+Outbox.swift", 'due("lead_urgency < \\(Priority.high.rawValue)")', 'due("0")')),
    bug("a clock set back makes an alert wait", r"JournalTests\.OutboxTests/aClockSetBack",
        ("Journal/JournalStore+Outbox.swift", "(due_wall_us <= ?1 OR due_wall_us > ?1 + \\(longestWait))",
         "(due_wall_us <= ?1)")),
    bug("a file is begun again from its first row", r"JournalTests\.DocumentTests/anInterruptedDocument",
        ("Journal/JournalStore+Commit.swift", "rows_applied = max(rows_applied, ?), accepted", "rows_applied = min(0, ?), accepted"),
        beyond=FILES),
    bug("a damaged journal loses its log when it is set aside", r"JournalTests\.OpeningTests/aFileOfNoiseIsSetAside",
        ("Journal/StateDirectory.swift", "guard rename(journalPath + suffix, target + suffix) == 0 else {",
         "guard unlink(journalPath + suffix) == 0 else {"),
        beyond="damage to what was synced"),
    bug("a register's checksum is not looked at", r"RegisterTests\.RegisterFileTests/aFileWithAnyByteChanged",
        ("Register/RegisterContent.swift", 'guard sum == "sha256 \\(checksum(head, body))" else', 'guard !sum.isEmpty, !head.isEmpty else'),
        beyond=SETTINGS),
    bug("a register is written and not synced", r"RegisterTests\.RegisterSyncTests",
        ("Register/RegisterFile.swift", "guard fsync(file) == 0 else", "guard file >= 0 else"),
        beyond=SETTINGS),
    bug("a register's new name is not synced", r"RegisterTests\.RegisterSyncTests",
        ("Register/RegisterFile.swift", "guard fsync(descriptor) == 0 else", "guard descriptor >= 0 else"),
        beyond=SETTINGS),

    bug("a signed document's id is not kept with its command",
        r"WardDaemonTests\.AcknowledgementTests/aSignedDocumentIsTakenOnceOverARestart|JournalTests\.AcknowledgementListTests",
        ("Journal/JournalStore+Commands.swift", "if let document = command.document { try insert(document, into: db) }", ""),
        beyond=SIGNED),
    bug("an acknowledgement that was answered to another question counts",
        r"WebhooksTests\.AcknowledgementAnswerTests/anAnswerToAnotherHub",
        ("Webhooks/AcknowledgementAnswer.swift", "guard fields.request == question.id, fields.hub", "guard fields.hub"),
        beyond=SIGNED),
    bug("the list of acknowledgements is begun anew at each start",
        r"WardDaemonTests\.AcknowledgementFetchTests/theListGoesOn",
        ("WardDaemon/AcknowledgementFetch.swift", 'cursor: list?.cursor ?? ""', 'cursor: ""'),
        beyond=SIGNED),

    bug("the last alert of a day is in none", r"JournalTests\.DeliveredDayTests",
        ("Journal/DeliveredDay.swift", "AND o.hub_seq > ? AND o.hub_seq <= ?", "AND o.hub_seq > ? AND o.hub_seq < ?"),
        beyond="a receiver that is asked what it got in a day"),

    # What is decided.
    bug("an acknowledgement clears a sibling", r"AlarmsTests\.AcknowledgementTests",
        ("Alarms/ChildState+Commands.swift", "let answer = self[episode: kind].take(act, at: tick, rules: rules)",
         "let answer = self[episode: kind].take(act, at: tick, rules: rules)\n"
         "        for other in ConditionKind.childKinds where other != kind {\n"
         "            _ = self[episode: other].take(act, at: tick, rules: rules)\n        }")),
    bug("an acknowledgement never runs out", r"AlarmsTests\.AcknowledgementTests",
        ("Alarms/EpisodeLife.swift", "case .acknowledged: expire(at: now, rules)", "case .acknowledged: nil")),
    bug("who took it keeps it although it became worse", r"AlarmsTests\.AcknowledgementTests",
        ("Alarms/EpisodeLife.swift",
         "state = .firing\n        forgetAcknowledgement()\n        if !isSuppressed { startLadder(at: now, rules) }\n        return .raised",
         "if !isSuppressed { startLadder(at: now, rules) }\n        return .raised")),
    bug("the ladder climbs by the time of day", r"AlarmsTests\.LadderTests/aStepOfTheTimeOfDay",
        ("Alarms/EpisodeLife.swift", "guard let nextStepAt, nextStepAt.monotonic <= now.monotonic",
         "guard let nextStepAt, nextStepAt.wall <= now.wall"),
        ("Alarms/EpisodeLife.swift", "let isStep = step.map { $0.monotonic <= now.monotonic } ?? false",
         "let isStep = step.map { $0.wall <= now.wall } ?? false")),
    bug("a clock that was set moves what is due in the next run", r"JournalTests\.RestoreTests/whatIsDueGoesBy",
        ("Journal/JournalStore+Restore.swift", "= self[keyPath: path].map { start.moved(to: $0.monotonic) }",
         "= self[keyPath: path].map { _ = start; return $0 }")),
    bug("a step of the ladder is passed over after a gap", r"AlarmsTests\.LadderTests/stepsMissedInAGap",
        ("Alarms/EpisodeLife.swift", "if isStep { level += 1 }", "if isStep { level = steps.top }")),
    bug("the loss of data resolves", r"AlarmsTests\.LeavingTests/dataThatGoesWhileFiring",
        ("Alarms/EpisodeLife.swift", "isUnknown = true\n        leaveHold()\n        return .unknown",
         "end(.data)\n        return .resolved")),
    bug("the hold goes on over a break in the data", r"AlarmsTests\.LeavingTests/theHoldStartsOver",
        ("Alarms/StageTrack.swift", "if !filling { insideSince = nil }", "_ = filling"),
        ("Alarms/StageTrack.swift",
         "&+ lost &- 1_000_000) }\n            insideSince = nil", "&+ lost &- 1_000_000) }")),
    bug("at the line is taken for below it: < in place of <=", r"AlarmsTests\.LimitTests",
        ("Alarms/Thresholds.swift", "limit.side == .low ? limit.value.nextUp : limit.value", "limit.value")),
    bug("a clock set back ends a silence", r"AlarmsTests\.SilenceTests/aClockSetBack",
        ("Alarms/SilenceState.swift", "if let lastHeard, now.microseconds &- lastHeard.microseconds < warning { return .resolves }",
         "if now.microseconds &- lastTimely.microseconds < warning { return .resolves }"),
        # Alone it does no harm: silence goes on over a new boot.
        ("Journal/JournalRun.swift", "coalesce(?3 - last_timely_mono_us, 0)", "coalesce(?3 * 0, 0)")),
    bug("history ends a silence", r"AlarmsTests\.(SilenceTests/backFilledHistory|SilenceModeTests/dIsNot)",
        ("Alarms/AdmittedSet.swift", "isRetrospective = late > lateLimit", "isRetrospective = late > .seconds(1 << 40)"),
        ("Alarms/AdmittedSet.swift", "at = at.advanced(by: .zero - late)", ""),
        beyond=FILES),
    bug("missing counts as 0", r"ChartsTests\.ScoreTests/(aScoreIsComplete|anUnscorable)",
        ("Charts/Chart+Score.swift", "self = .missing\n            return", "self.init(scored: .zero)\n            return"),
        beyond="scores of a table: the evaluator asks the chart for what was entered, and for nothing that is missing"),
    bug("a sliver between two bands scores the lower", r"ChartsTests\.(BandTableTests|DoubleEntryTests)",
        ("Charts/BandTable.swift", "(Double(start - step) / 100).nextUp", "Double(start) / 100"),
        beyond="values between whole numbers"),

    # What is read.
    bug("a frame's check is not looked at", r"DecodersTests\.NoninTests/n2_5_aWrongChecksum",
        ("Decoders/NoninDF2.swift", "return sum == bytes[start + 4] ?", "return sum == sum ?"),
        beyond=BYTES),
    bug("a code for missing is a pulse of 511", r"DecodersTests\.NoninTests",
        ("Decoders/NoninPacket.swift", "missingPulse: 511", "missingPulse: 510"),
        beyond=BYTES),
    bug("a probe that is off measures", r"DecodersTests\.(NoninTests|StreamTests/withoutAFinger)",
        ("Decoders/NoninPacket.swift", "signal: flags & 0x48 != 0 ? .probeOff : .measuring", "signal: .measuring"),
        beyond=BYTES),
    bug("the first frame of a line is believed", r"DecodersTests\.FrameLockTests",
        ("Decoders/FrameLock.swift", "if isAtRate && runCount >= frameCountToLock { lock() }", "if isAtRate || runCount > 0 { lock() }")),
    bug("twelve at night is noon", r"DocumentsTests\.(MakerTimeTests|MakerCSVVectorTests|MakerCSV)",
        ("Documents/MakerStamp.swift", "hour = hour % 12 + (half == 0x70 ? 12 : 0)", "hour = hour % 12 + (half == 0x70 ? 12 : 12)"),
        beyond=FILES),
    bug("Fahrenheit is Celsius", r"DocumentsTests\.(FHIRTests|MakerCSV|HL7Tests)",
        ("Documents/MeasuredQuantity.swift", "hundredths((number - 32) * 5 / 9)", "hundredths(number)"),
        beyond=FILES),
    bug("a recording that was torn was closed in order", r"RecordingsTests\.RecordingReaderTests/aTornLastLine",
        ("Recordings/RecordingReader.swift", "if !cutLine.isEmpty || isSkippingLongLine { return .torn",
         "if isSkippingLongLine { return .torn"),
        beyond="recordings that are read again"),
    bug("summer time ends a week late", r"VitalsTests\.TimeTests",
        ("Vitals/LondonTime.swift", "lastOfMonth.dayNumber - Int64(lastOfMonth.weekday)",
         "lastOfMonth.dayNumber - Int64(lastOfMonth.weekday) + 7"),
        beyond="local time"),

    # How it comes in and goes through.
    bug("the timer is on the monotonic clock, which stops in suspend", r"TidyTests\.ClockTests",
        ("Ports/PortClock.swift", "microseconds: microseconds(of: CLOCK_BOOTTIME)", "microseconds: microseconds(of: CLOCK_MONOTONIC)"),
        beyond="the kernel's clocks"),
    bug("a file is taken while it is written", r"PortsTests\.DropCandidatesTests/aFileWhoseWriterIsKnown",
        ("Ports/DropCandidates.swift", "!isComplete.contains(name), !beingWritten.contains(name) else { return }",
         "!isComplete.contains(name) else { return }"),
        beyond=FILES),
    bug("a drop folder anybody may write to is read", r"PortsTests\.DropRefusalTests/aFolderThatOthers",
        ("Ports/TrustedFolder.swift", "if status.st_mode & S_IWOTH != 0, !isSticky {", "if status.st_mode & S_IWOTH == 0, isSticky, !isSticky {"),
        beyond=FILES),
    bug("a full ring overwrites", r"RingsTests\.RingTests/aFullRing",
        ("Rings/RingProducer.swift", "guard waitingCount < storage.capacity else", "guard waitingCount <= storage.capacity else"),
        beyond="a ring that is full"),
    bug("a secret others may read is used", r"ConfigurationTests\.SecretTests/aSecretOpenToOthers",
        ("Configuration/SecretSource.swift", "file.mode & (S_IRWXG | S_IRWXO) == 0", "file.mode & S_IRWXO == 0"),
        beyond="a configuration that is refused"),
    bug("a ward stays behind each reload", r"WardDaemonTests\.ReloadTests/nothingStays",
        ("WardDaemon/CommandRelay.swift", "weak var desk: CommandDesk?", "var desk: CommandDesk?"),
        beyond="settings that are read again"),
    bug("the log's index is believed whatever it claims", r"JournalTests\.LogIndexTests",
        ("Journal/LogIndex.swift", "claimed > known else { return }", "claimed > known, known < 0 else { return }"),
        beyond="SQLite's own index"),
    bug("the pace keeps what was queued before the clock went back", r"JournalTests\.PaceTests/thePaceGivesWayToWhatIsOf",
        ("Journal/JournalStore+Outbox.swift", "<= longAgo || isOfAnotherClock(row, look.now)", "<= longAgo"),
        beyond="200 nights: the clock goes back far in the middle of an outage in one of 2,500"),
    bug("what becomes urgent waits out the back-off of a message on its way",
        r"JournalTests\.OutboxTests/whatBecomesUrgentWhile",
        ("Journal/JournalStore+Attempts.swift", "(? OR lead_urgency < \\(Priority.high.rawValue))", "(? OR 1 = 1)"),
        beyond="200 nights: it fails while it is on its way, once, and both within a minute"),
    bug("a command counts before its tick", r"WardDaemonTests\.EvaluationFoldTests/commandsAreTaken",
        ("WardDaemon/EvaluationFold.swift", "while commandsTaken < commandCount, let command", "while let command")),
    bug("the watchdog is fed while a stage stands still", r"WardDaemonTests\.StageWatchTests",
        ("WardDaemon/StageWatch.swift", "if still.isEmpty { tell(.alive) }", "tell(.alive)"),
        beyond="a stage that stands still"),
]
