import Alarms
import Crypto
import Vitals

/// Makes the message of a heartbeat for one endpoint: a CloudEvent like the others, on one line with sorted keys.
///
/// However many children there are it keeps to `Limits.messageByteCount`: those with open alarms come first, and how many
/// were left out is said.
public struct HeartbeatComposer: Sendable {
    /// What a heartbeat's `webhook-id` begins with, so that a receiver can tell one before it has parsed it.
    public static let identifierPrefix = "hb_"

    private let hub: HubIdentity

    public init(hub: HubIdentity) { self.hub = hub }

    /// The same at every endpoint, and of no two beats the same: a hub that has lost its count is told apart by its boot.
    public func identifier(of beat: Heartbeat) -> String {
        let parts = [
            hub.id, String(beat.sequence), beat.clock.bootID, String(beat.run.number),
            String(beat.clock.uptime.wholeMicroseconds),
        ]
        let digest = SHA256.hash(data: Array(parts.joined(separator: "|").utf8))
        return Self.identifierPrefix + digest.prefix(16).hexadecimal
    }

    /// - Parameters:
    ///   - endpoint: the name of the endpoint this one goes to.
    ///   - roles: whom it reaches.
    public func line(of beat: Heartbeat, to endpoint: String, roles: RoleSet) -> String {
        let children = beat.children.sorted(by: Self.comesFirst)
        var blocks: [JSON] = []
        // What is left for children, after everything else at its longest.
        var room = Limits.messageByteCount - event(beat, [], to: endpoint, roles, omitted: children.count).utf8.count
        for child in children {
            let block = child.block
            room -= block.line.utf8.count + 1
            guard room >= 0 else { break }
            blocks.append(block)
        }
        return event(beat, blocks, to: endpoint, roles, omitted: children.count - blocks.count)
    }

    private func event(
        _ beat: Heartbeat, _ children: [JSON], to endpoint: String, _ roles: RoleSet, omitted: Int
    ) -> String {
        let data = JSON.fields([
            "heartbeat": .fields([
                "seq": .number(beat.sequence), "every_s": beat.period.secondsValue,
                "previous_at": beat.previousAt.map { .string($0.description) },
            ]),
            "children": .array(children),
            "children_omitted": omitted > 0 ? .number(omitted) : nil,
            "hub": .fields([
                "open": beat.hubEpisodes.isEmpty ? nil : beat.hubEpisodes.block,
                "run": .number(beat.run.number), "started_at": .string(beat.run.startedAt.description),
                "cut_off_runs": .number(beat.run.cutOffCount),
                "standing_still": .array(beat.run.standingStill.map { .string($0.bounded) }),
                "sqlite": .string(beat.run.sqliteVersion),
            ]),
            "outbox": beat.outbox?.block,
            "endpoint": (beat.outbox?.endpoints[endpoint]).map { account in
                .fields([
                    "name": .string(endpoint), "roles": roles.words,
                    "undelivered": .number(account.undeliveredCount),
                    "accepted": .array(account.accepted.suffix(Limits.acceptedRangeCount).map(\.block)),
                    "days": account.days.isEmpty ? nil : .array(account.days.map(\.block)),
                ])
            },
            "counts": beat.counts.block,
            "clock": beat.clock.block,
            "provenance": .fields([
                "build": .string(hub.build), "config_hash": .string(beat.hashes.configuration),
                "rules_hash": .string(beat.hashes.rules), "chart_hash": .string(beat.hashes.chart),
            ]),
            "storage": beat.storage?.block,
            "canary": beat.canary.map { canary in
                .fields([
                    "date": canary.date.map { .string("\($0)") }, "failing": .bool(canary.isFailing),
                    "unanswered": .array(canary.unanswered.map { .string($0) }),
                ])
            },
            "alarm_log_head": beat.recordHead.map { .string($0) },
        ])
        return JSON.fields([
            "specversion": .text("1.0"), "id": .string(identifier(of: beat)),
            "source": .string("urn:spotward:hub:\(hub.id)"), "type": .text("org.spotward.heartbeat.v1"),
            "subject": .string("hub/\(hub.id)"), "time": .string(beat.clock.wall.description),
            "dataschema": .text("urn:spotward:schema:heartbeat:v1"), "datacontenttype": .text("application/json"),
            "data": data,
        ]).line
    }

    /// Open alarms first, the most urgent before the others; then by name.
    private static func comesFirst(_ a: Heartbeat.Child, _ b: Heartbeat.Child) -> Bool {
        let urgency = (a.episodes.map(\.priority.rawValue).max() ?? 0, b.episodes.map(\.priority.rawValue).max() ?? 0)
        return urgency.0 == urgency.1 ? a.admissionID < b.admissionID : urgency.0 > urgency.1
    }
}

extension Heartbeat.Child {
    fileprivate var block: JSON {
        let shown = episodes.prefix(Limits.heartbeatEpisodeCount)
        return .fields([
            "admission_id": .string(admissionID),
            "open": shown.isEmpty ? nil : Array(shown).block,
            "open_omitted": episodes.count > shown.count ? .number(Int64(episodes.count - shown.count)) : nil,
            "age_s": ages.isEmpty
                ? nil
                : .fields([
                    "spo2": ages[.spO2]?.wholeSeconds, "hr": ages[.heartRate]?.wholeSeconds,
                    "rr": ages[.respiratoryRate]?.wholeSeconds, "temp": ages[.temperature]?.wholeSeconds,
                ]),
            "silent_s": silence?.wholeSeconds,
            "pause_until": pausedUntil.map { .string($0.description) },
            "quiet_until": quietUntil.map { .string($0.description) },
        ])
    }
}

extension [Heartbeat.Episode] {
    fileprivate var block: JSON {
        .array(
            map { episode in
                .fields([
                    "id": .string(episode.id), "condition": .text(episode.condition.family),
                    "state": .text(episode.state.name), "priority": .text(episode.priority.label),
                    "held_back": episode.isHeldBack ? .bool(true) : nil,
                ])
            })
    }
}

extension Heartbeat.Outbox {
    fileprivate var block: JSON {
        .fields([
            "last_hub_seq": .number(lastHubSequence),
            "undelivered": .number(undeliveredCount), "oldest_s": oldestAge?.wholeSeconds,
            "dead_letters": .number(deadLetterCount),
        ])
    }
}

extension Heartbeat.Day {
    fileprivate var block: JSON {
        .fields([
            // An instant's text begins with its date.
            "date": .string(String(WallInstant(microseconds: date.dayNumber * 86_400_000_000).description.prefix(10))),
            "count": .number(count), "numbers": numbers.block,
            "sha256": .string(digest),
        ])
    }
}

extension Heartbeat.Counts {
    fileprivate var block: JSON {
        .fields([
            "decided": .number(decided), "queued": .number(queued), "sent": .number(sent),
            "accepted": .number(accepted), "acknowledged": .number(acknowledged),
        ])
    }
}

extension Heartbeat.Clock {
    fileprivate var block: JSON {
        .fields([
            "synchronised": isSynchronised.map(JSON.bool), "boot_id": .string(bootID),
            "uptime_s": uptime.secondsValue, "speed": .number(speed),
        ])
    }
}

extension Heartbeat.Storage {
    fileprivate var block: JSON {
        .fields(["state": .string(state.bounded), "free_bytes": freeByteCount.map { JSON.number($0) }])
    }
}

extension ClosedRange<UInt64> {
    fileprivate var block: JSON {
        .array([.number(lowerBound), .number(upperBound)])
    }
}

extension Duration {
    fileprivate var wholeSeconds: JSON { .number(max(0, wholeMicroseconds / 1_000_000)) }
}
