import Vitals

extension Chart {
    /// Scores a set of observations: complete when, and only when, all seven members have a sub-score. No allocation.
    public func score(_ observations: ObservationSet, at age: ChartAge) -> ChartScore {
        var members = MemberScores()
        if age == .outsideCharts {
            markUnscorable(observations, in: &members)
        } else {
            members[.respiratoryRate] = reading(.respiratoryRate, observations.respiratoryRate, at: age)
            members[.respiratoryDistress] = MemberScore(observations.respiratoryDistress) { common.subScore(of: $0) }
            members[.spO2] = saturation(observations.spO2)
            members[.oxygen] = observations.oxygen.map(common.member(of:)) ?? .missing
            members[.heartRate] = reading(.heartRate, observations.heartRate, at: age)
            members[.systolicBloodPressure] = systolic(observations.systolicBloodPressure, at: age)
            members[.capillaryRefill] = MemberScore(observations.capillaryRefill) {
                ObservationSet.plausibleCapillaryRefill.contains($0) ? common.capillaryRefill.subScore(at: $0) : nil
            }
        }
        if let complete = CompleteScore(members) { return .complete(complete) }
        return .partial(PartialScore(members, lacking: lackingPoints(members, observations, at: age)))
    }

    /// The level a score asks for, a lower bound when it is partial; `nil` when nothing was scored and the minimum is 0,
    /// which is not the level "none".
    public func level(of score: ChartScore) -> EscalationLevel? {
        switch score {
        case .complete(let score):
            return levels.level(ofTotal: score.total)
        case .partial(let score):
            guard score.partialSum != nil || score.minimumTotal > 0 else { return nil }
            return levels.level(ofTotal: score.minimumTotal)
        }
    }

    private func markUnscorable(_ observations: ObservationSet, in members: inout MemberScores) {
        if observations.respiratoryRate != nil { members[.respiratoryRate] = .unscorable }
        if observations.respiratoryDistress != nil { members[.respiratoryDistress] = .unscorable }
        if observations.spO2 != nil { members[.spO2] = .unscorable }
        if observations.oxygen != nil { members[.oxygen] = .unscorable }
        if observations.heartRate != nil { members[.heartRate] = .unscorable }
        if observations.systolicBloodPressure != nil { members[.systolicBloodPressure] = .unscorable }
        if observations.capillaryRefill != nil { members[.capillaryRefill] = .unscorable }
    }

    private func reading(_ sign: VitalSign, _ value: Double?, at age: ChartAge) -> MemberScore {
        MemberScore(value) { value in age.band.flatMap { subScore(of: sign, value: value, in: $0) } }
    }

    /// Saturation has the same bands at every age, so it needs none.
    private func saturation(_ value: Double?) -> MemberScore {
        MemberScore(value) { subScore(of: .spO2, value: $0, in: .infant) }
    }

    /// A pressure needs an age; a reason why there is none scores the same on all charts.
    private func systolic(_ pressure: SystolicBloodPressure?, at age: ChartAge) -> MemberScore {
        switch pressure {
        case nil: return .missing
        case .notDone(let reason): return .scored(common.subScore(of: reason))
        case .measured(let value):
            guard let band = age.band, SystolicBloodPressure.plausibleRange.contains(value) else { return .unscorable }
            return .scored(self[band].systolicBloodPressure.subScore(at: value))
        }
    }

    /// The least and the most a parameter can add while it has no sub-score.
    ///
    /// - Parameter isSupported: the child is known to be on a device. Without a usable level it then has at least the least
    ///   that a level can score.
    public func possible(
        _ parameter: ScoredParameter, at age: ChartAge, isSupported: Bool = false
    ) -> ClosedRange<SubScore> {
        switch parameter {
        case .respiratoryRate: possible(at: age) { $0.respiratoryRate.range }
        case .respiratoryDistress: common.anyDistress
        case .spO2: common.spO2.range
        case .oxygen: isSupported && age != .outsideCharts ? common.anyLevel : common.anyOxygen
        case .heartRate: possible(at: age) { $0.heartRate.range }
        case .systolicBloodPressure: possible(at: age) { $0.systolicBloodPressure.range }.joined(common.anyNotDone)
        case .capillaryRefill: common.capillaryRefill.range
        }
    }

    /// The least and the most that the members without a sub-score can still add.
    private func lackingPoints(
        _ members: MemberScores, _ observations: ObservationSet, at age: ChartAge
    ) -> ClosedRange<Int> {
        let isSupported = observations.oxygen?.isDevice ?? false
        var least = 0
        var most = 0
        for parameter in ScoredParameter.allCases where members[parameter].subScore == nil {
            let possible = possible(parameter, at: age, isSupported: isSupported)
            least += possible.lowerBound.points
            most += possible.upperBound.points
        }
        return least...most
    }

    private func possible(at age: ChartAge, _ range: (AgeChart) -> ClosedRange<SubScore>) -> ClosedRange<SubScore> {
        if let band = age.band { return range(self[band]) }
        return range(self[.infant]).joined(range(self[.preschool])).joined(range(self[.school])).joined(
            range(self[.teenage]))
    }
}

extension MemberScore {
    /// Missing without a value, unscorable without a sub-score for it.
    fileprivate init<Value>(_ value: Value?, subScore: (Value) -> SubScore?) {
        guard let value else {
            self = .missing
            return
        }
        self.init(scored: subScore(value))
    }
}
