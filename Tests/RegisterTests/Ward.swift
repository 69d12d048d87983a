import Alarms
import Testing
import Vitals

@testable import Register

/// A ward of two configured children, an oximeter on the first, one on nobody and a folder, at one moment.
struct Ward {
    static let now = WallInstant(microseconds: 1_795_316_400_000_000)
    static let bornOn = CivilDate(dayNumber: LondonTime.date(at: now).dayNumber - 1000)
    static let admitted = now.advanced(by: .seconds(-86_400))

    static let plan = WardPlan(
        admissions: [
            Admission(
                id: "wren-1", bornOn: bornOn, admittedAt: admitted, label: "W",
                limits: [
                    ClinicianLimit(sign: .spO2, side: .low, value: 90, author: "Dr B", reason: "usual 93")
                ]),
            Admission(id: "kestrel-7", bornOn: bornOn, admittedAt: admitted, cadence: .seconds(14_400)),
        ],
        sources: [
            Source(name: "oximeter", child: ChildIndex(0), mode: .continuous),
            Source(name: "spare", child: nil, mode: .continuous),
            Source(name: "folder", child: nil, mode: .spot),
            .entered,
        ])

    /// What was entered before, by its number.
    static let observations: [Int64: CorrectedObservation] = [
        4: CorrectedObservation(child: "wren-1", measuredAt: now.advanced(by: .seconds(-7200))),
        5: CorrectedObservation(child: "kestrel-7", measuredAt: now.advanced(by: .seconds(-7200))),
    ]

    static let nurse = Person(name: "N. Ward", role: .nurse)
    static let mother = Person(name: "mother", role: .parent)
    static let technician = Person(name: "T. Hub", role: .technician)

    var register = WardRegister(plan: plan)
    var now = Self.now
    var openEpisodes: [EpisodeReference] = []

    mutating func take(_ deed: WardCommand.Deed, by person: Person = nurse) throws(CommandRefusals) -> AcceptedCommand {
        try register.take(
            WardCommand(deed, by: person), at: now, openEpisodes: openEpisodes,
            episode: { $0 == "ep-1" ? Self.episode(of: ChildIndex(0)) : nil }, observation: { Self.observations[$0] })
    }

    /// The keys a command is refused by, in order; empty when it is taken.
    mutating func refusedKeys(_ deed: WardCommand.Deed, by person: Person = nurse) -> [String] {
        let before = register
        do {
            _ = try take(deed, by: person)
            return []
        } catch {
            #expect(register == before, "a refused command changed the ward")
            return error.refusals.map(\.key)
        }
    }

    static func episode(of child: ChildIndex) -> EpisodeReference { episode(.child(child)) }

    static func episode(_ subject: AlarmSubject) -> EpisodeReference {
        let tick = Tick(monotonic: MonotonicInstant(microseconds: 0), wall: now)
        return EpisodeReference(AlarmTransition(.silence, subject, .fired, at: tick, startedAt: tick, firedAt: tick))
    }

    static func floors(_ low: Double = 88, _ slow: Double = 60, _ fast: Double = 190) -> [LimitForm] {
        [
            LimitForm(sign: .spO2, side: .low, value: low, reason: "cardiac"),
            LimitForm(sign: .heartRate, side: .low, value: slow, reason: "cardiac"),
            LimitForm(sign: .heartRate, side: .high, value: fast, reason: "cardiac"),
        ]
    }

    static func form(_ id: String? = "robin-3", daysOld: Int64 = 1000) -> AdmissionForm {
        var form = AdmissionForm(bornOn: CivilDate(dayNumber: LondonTime.date(at: now).dayNumber - daysOld))
        form.id = id
        form.limits = floors()
        return form
    }
}
