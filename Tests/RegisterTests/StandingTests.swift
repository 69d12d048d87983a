import Alarms
import Charts
import Testing
import Vitals

@testable import Register

/// The ward made again from what the register keeps is the same ward, and a replay of its commands does the same deeds.
@Suite struct StandingTests {
    @Test func anyWardIsTheSameAfterARestart() throws {
        let seed = UInt64.random(in: 0...(.max))
        var generator = Generator(seed: seed)
        var takenCount = 0
        for _ in 0..<25 {
            var ward = Ward()
            var replayed = WardRegister(plan: Ward.plan)
            for _ in 0..<120 {
                ward.now = ward.now.advanced(by: .seconds(Int.random(in: 1...2000, using: &generator)))
                guard let accepted = try? ward.take(generator.wardDeed(ward.register)) else { continue }
                takenCount += 1
                #expect(try WardCommand(line: accepted.command.line) == accepted.command, "seed \(seed)")
                let again = replayed.retake(accepted.command, episode: Ward.episode(of: ChildIndex(0)))
                #expect("\(again?.deeds ?? [])" == "\(accepted.deeds)", "seed \(seed)")
            }
            #expect(replayed == ward.register, "seed \(seed)")

            // Long before any pause ended, so that nothing is let go.
            let start = WardStart(plan: Ward.plan, kept: ward.register.standingCommands, at: Ward.now)
            #expect(start.register.standingCommands == ward.register.standingCommands, "seed \(seed)")
            #expect(Self.standing(start.register) == Self.standing(ward.register), "seed \(seed)")

            var fed = WardRegister(plan: Ward.plan)
            for accepted in start.commands {
                let again = fed.retake(accepted.command)
                #expect("\(again?.deeds ?? [])" == "\(accepted.deeds)", "seed \(seed)")
            }
            #expect(fed.plan.sources == start.register.plan.sources, "seed \(seed)")
            for (one, other) in zip(fed.plan.admissions, start.register.plan.admissions) {
                #expect(one.id == other.id && one.cadence == other.cadence, "seed \(seed)")
                #expect(Set(one.limits) == Set(other.limits), "seed \(seed)")
            }
        }
        #expect(takenCount > 1000)
    }

    /// Everybody who is there by the configuration or has not left, and whose each device is.
    private static func standing(_ register: WardRegister) -> [String: ChildRecord] {
        var records: [String: ChildRecord] = [:]
        for record in register.children where record.isConfigured || record.isOnWard { records[record.id] = record }
        for source in register.sources {
            guard let child = source.child, let id = register[child]?.id else { continue }
            // The owner of a device, as a record of its own.
            records["\(source.name) of \(id)"] = register[child]
        }
        return records
    }

    @Test func aRestartFeedsTheLastLimitOfEachSideAndLivePausesOnly() throws {
        var ward = Ward()
        _ = try ward.take(.admit(Ward.form()))
        for value in [85.0, 86, 87] {
            _ = try ward.take(
                .setLimit(child: "robin-3", sign: .spO2, side: .low, value: value, reason: "plan", until: nil))
        }
        _ = try ward.take(.pause(child: "robin-3", minutes: 10, reason: "bath"))
        _ = try ward.take(.quiet(child: "robin-3", minutes: 20, reason: "cable"))
        let kept = ward.register.standingCommands
        let start = WardStart(plan: Ward.plan, kept: kept, at: Ward.now.advanced(by: .seconds(600)))
        #expect(start.commands.map(\.command.deed.kind) == [.admit, .setLimit, .quiet])
        #expect(start.register.children[2].limitHistory.count == 3)
        #expect(start.register.children[2].limit(on: .spO2, .low, at: Ward.now)?.value == 87)
        guard case .quiet(ChildIndex(2), let until) = start.commands[2].deeds[0] else {
            Issue.record("\(start.commands)")
            return
        }
        #expect(until == Ward.now.advanced(by: .seconds(1200)), "a restart does not lengthen a quiet")
    }

    @Test func whoWasDischargedByCommandStaysDischarged() throws {
        var ward = Ward()
        _ = try ward.take(.admit(Ward.form()))
        _ = try ward.take(.discharge(child: "robin-3", reason: "well"))
        _ = try ward.take(.discharge(child: "wren-1", reason: "well"))
        let start = WardStart(plan: Ward.plan, kept: ward.register.standingCommands, at: Ward.now)
        #expect(start.register.children.map(\.isOnWard) == [false, true])
        #expect(start.warnings.count == 1 && start.warnings[0].contains("wren-1"))
        #expect(start.commands.map(\.command.deed.kind) == [.discharge])
        #expect(start.register.plan.sources[0].child == nil)
    }

    @Test func whatWasAskedByCommandStandsOnTopOfTheConfiguration() throws {
        var ward = Ward()
        var form = Ward.form()
        form.setting = .school
        form.cadenceMinutes = 60
        _ = try ward.take(.admit(form))
        var plan = Ward.plan
        plan.admissions.append(
            Admission(id: "robin-3", bornOn: Ward.bornOn, admittedAt: Ward.admitted, label: "R"))
        let start = WardStart(plan: plan, kept: ward.register.standingCommands, at: Ward.now)
        let record = start.register.children[2]
        #expect(start.register.children.count == 3 && record.isConfigured)
        #expect(record.admission.setting == .school && record.admission.cadence == .seconds(3600))
        #expect(record.admission.limits.count == 3 && record.admission.label == "R")
        #expect(record.admission.admittedAt == Ward.admitted)
        #expect(start.warnings.count == 1)
        plan.admissions[2].bornOn = CivilDate(dayNumber: Ward.bornOn.dayNumber + 1)
        let other = WardStart(plan: plan, kept: ward.register.standingCommands, at: Ward.now)
        #expect(other.warnings.count == 2)
        #expect(!other.warnings.joined().contains(Ward.bornOn.description))
    }

    @Test func whatIsNotThereAnyMoreIsSaidAndNotUsed() throws {
        var ward = Ward()
        _ = try ward.take(.bind(source: "spare", child: "wren-1", isConfirmed: false))
        _ = try ward.take(.setLimit(child: "wren-1", sign: .spO2, side: .low, value: 80, reason: "plan", until: nil))
        var plan = Ward.plan
        plan.admissions.removeFirst()
        plan.sources = [.entered]
        let start = WardStart(plan: plan, kept: ward.register.standingCommands, at: Ward.now)
        #expect(start.commands.isEmpty && start.warnings.count == 2)
    }

    @Test func theHistoryOfLimitsEndsAtItsLimitAndKeepsWhatStands() throws {
        var ward = Ward()
        _ = try ward.take(.removeLimit(child: "wren-1", sign: .spO2, side: .low, reason: "plan"))
        _ = try ward.take(.setLimit(child: "wren-1", sign: .heartRate, side: .low, value: 50, reason: "a", until: nil))
        for count in 0..<(Limits.limitChangeCount + 5) {
            _ = try ward.take(
                .setLimit(
                    child: "wren-1", sign: .spO2, side: .low, value: Double(50 + count % 40), reason: "b", until: nil))
        }
        let record = ward.register.children[0]
        #expect(record.limitHistory.count == Limits.limitChangeCount)
        let again = WardStart(plan: Ward.plan, kept: ward.register.standingCommands, at: Ward.now).register.children[0]
        #expect(again == record)
    }
}

extension Generator {
    /// Something that may well be asked of this ward.
    mutating func wardDeed(_ register: WardRegister) -> WardCommand.Deed {
        let kinds: [CommandKind] = [
            .admit, .admit, .discharge, .setLimit, .setLimit, .setLimit, .removeLimit, .bind, .bind, .review, .review,
            .pause, .endPause, .quiet, .endQuiet, .acknowledge, .concern, .observe, .testAlert, .carerAnswer,
        ]
        let child = one(of: register.children.suffix(6)).id
        let reason = "because " + text()
        switch one(of: kinds) {
        case .admit:
            var form = Ward.form(Bool.random(using: &self) ? nil : name())
            form.template = maybe { $0.one(of: Template.allCases) }
            if Bool.random(using: &self) {
                form.limits = []
                form.floorsDeclined = reason
            }
            return .admit(form)
        case .discharge: return .discharge(child: child, reason: reason)
        case .setLimit:
            let until = maybe { _ in Ward.now.advanced(by: .seconds(86_400)) }
            return .setLimit(
                child: child, sign: one(of: [.spO2, .heartRate, .respiratoryRate]), side: side(),
                value: one(of: [40, 60, 88, 90, 120]), reason: reason, until: until)
        case .removeLimit:
            return .removeLimit(child: child, sign: one(of: [.spO2, .heartRate]), side: side(), reason: reason)
        case .bind:
            return .bind(
                source: one(of: ["oximeter", "spare", "folder"]), child: maybe { _ in child }, isConfirmed: true)
        case .review:
            var form = ReviewForm()
            form.cadenceMinutes = maybe { .random(in: 0...600, using: &$0) }
            form.setting = maybe { $0.one(of: Admission.Setting.allCases) }
            form.usual = maybe { [UsualValue(sign: $0.sign(), value: 37, author: "")] }
            form.carerLevel = maybe { _ in .low }
            form.note = maybe { $0.text() }
            return .review(child: child, form)
        case .pause: return .pause(child: child, minutes: .random(in: 1...60, using: &self), reason: reason)
        case .endPause: return .endPause(child: child)
        case .quiet: return .quiet(child: child, minutes: .random(in: 1...60, using: &self), reason: reason)
        case .endQuiet: return .endQuiet(child: child)
        case .acknowledge: return .acknowledge(episode: "ep-1", minutes: nil, note: nil)
        case .observe:
            var form = observation()
            form.corrects = nil
            form.correctionReason = nil
            form.measuredAt = nil
            form.isConfirmed = true
            return .observe(child: child, form)
        case .testAlert: return .testAlert(child: child)
        case .carerAnswer: return .carerAnswer(child: child, one(of: CarerAnswer.allCases), note: nil)
        default: return .concern(child: child, from: .parent, note: text())
        }
    }
}
