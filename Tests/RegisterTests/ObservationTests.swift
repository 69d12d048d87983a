import Alarms
import Charts
import Testing
import Vitals

@testable import Register

/// What people enter: asked once more where it is hard to believe, and never a machine's business.
@Suite struct ObservationTests {
    private func keys(by person: Person = Ward.nurse, _ fill: (inout ObservationForm) -> Void) -> [String] {
        var ward = Ward()
        var form = ObservationForm()
        fill(&form)
        return ward.refusedKeys(.observe(child: "wren-1", form), by: person)
    }

    @Test func valuesOutsideTheirRangeAreConfirmed() {
        let edges: [(String, WritableKeyPath<ObservationForm, Double?>, ClosedRange<Double>)] = [
            ("spo2", \.spO2, 20...100), ("hr", \.heartRate, 0...300), ("rr", \.respiratoryRate, 0...150),
            ("temp", \.temperature, 0...45), ("capillary_refill", \.capillaryRefill, 1...10),
        ]
        for (key, path, range) in edges {
            for value in [range.lowerBound, range.upperBound] { #expect(keys { $0[keyPath: path] = value } == []) }
            for value in [range.lowerBound - 0.01, range.upperBound + 0.01] {
                #expect(keys { $0[keyPath: path] = value } == [key])
                #expect(
                    keys {
                        $0[keyPath: path] = value
                        $0.isConfirmed = true
                    } == [])
            }
            #expect(
                keys {
                    $0[keyPath: path] = .nan
                    $0.isConfirmed = true
                } == [key])
        }
        #expect(keys { $0.oxygen = .level(.percent(15.9)) } == ["oxygen.percent"])
        #expect(keys { $0.oxygen = .level(.percent(16)) } == [])
        #expect(keys { $0.oxygen = .device(.faceMask, .litresPerMinute(16)) } == [])
        #expect(keys { $0.oxygen = .device(.faceMask, .litresPerMinute(16.1)) } == ["oxygen.litres_per_minute"])
        #expect(keys { $0.systolicBloodPressure = .measured(400.5) } == ["systolic_blood_pressure"])
        #expect(keys { $0.systolicBloodPressure = .measured(400) } == [])
    }

    @Test func anObservationIsNotOfTheFutureNorFromBeforeTheAdmission() {
        func at(_ instant: WallInstant) -> [String] {
            keys {
                $0.spO2 = 97
                $0.measuredAt = instant
            }
        }
        #expect(at(Ward.now.advanced(by: .seconds(5))) == [])
        #expect(at(Ward.now.advanced(by: .milliseconds(5001))) == ["measured_at"])
        #expect(at(Ward.admitted) == [])
        #expect(at(Ward.admitted.advanced(by: .milliseconds(-1))) == ["measured_at"])
    }

    @Test func aCorrectionSaysWhatAndWhy() {
        #expect(
            keys {
                $0.spO2 = 97
                $0.corrects = 4
            } == ["correction_reason"])
        #expect(
            keys {
                $0.spO2 = 97
                $0.correctionReason = "typed 79"
            } == ["corrects"])
        #expect(
            keys {
                $0.spO2 = 97
                $0.corrects = 0
                $0.correctionReason = "typed 79"
            } == ["corrects"])
        #expect(keys { $0.measuredAt = Ward.now } == [""])
    }

    @Test(arguments: [Int64(4), 5, 3, 0])
    func aCorrectionIsOfAnObservationOfThisChild(number: Int64) {
        let refused = keys {
            $0.spO2 = 97
            $0.corrects = number
            $0.correctionReason = "typed 79"
        }
        #expect(refused == (number == 4 ? [] : ["corrects"]))
    }

    @Test func whatIsCorrectedIsAsOldAsItWas() throws {
        func measuredAt(_ given: WallInstant?) throws -> WallInstant? {
            var ward = Ward()
            var form = ObservationForm()
            form.spO2 = 97
            form.corrects = 4
            form.correctionReason = "typed 79"
            form.measuredAt = given
            guard case .observe(_, let kept) = try ward.take(.observe(child: "wren-1", form)).command.deed else {
                return nil
            }
            return kept.measuredAt
        }
        #expect(try measuredAt(nil) == Ward.now.advanced(by: .seconds(-7200)))
        #expect(try measuredAt(Ward.now.advanced(by: .seconds(-3600))) == Ward.now.advanced(by: .seconds(-3600)))
    }

    @Test func theFamilyEntersWhatItSeesAndNotAClinicalJudgement() throws {
        #expect(keys(by: Ward.mother) { $0.respiratoryDistress = .mild } == [])
        #expect(keys(by: Ward.mother) { $0.intuition = .high } == ["intuition"])
        #expect(keys(by: Ward.mother) { $0.sepsis = .sepsis } == ["sepsis"])
        var ward = Ward()
        var form = ObservationForm()
        form.temperature = 39
        let accepted = try ward.take(.observe(child: "wren-1", form), by: Ward.mother)
        #expect(accepted.sentence.contains("the family's"))
    }

    @Test func whatIsNotEnteredIsAbsentInTheEvaluatorToo() throws {
        var ward = Ward()
        var form = ObservationForm()
        form.respiratoryRate = 40
        form.consciousness = .voice
        let accepted = try ward.take(.observe(child: "wren-1", form))
        guard case .observe(ChildIndex(0), let entered, let at, false) = accepted.deeds[0] else {
            Issue.record("\(accepted.deeds)")
            return
        }
        #expect(at == Ward.now && entered.vitalSigns.given == VitalSignSet(.respiratoryRate))
        #expect(entered.vitalSigns[.respiratoryRate] == 40 && entered.vitalSigns.quality == .spot)
        #expect(entered.consciousness == .voice && entered.oxygen == nil && entered.hasAbnormalPupils == nil)
    }
}
