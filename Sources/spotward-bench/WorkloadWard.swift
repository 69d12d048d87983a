import Alarms
import Charts
import Vitals
import WardDaemon
import Webhooks

/// The children of workload W as a ward, each with a device, and W's readings as inputs with a tick a second.
struct WorkloadWard {
    let workload: Workload
    let plan: WardPlan
    let startMilliseconds: Int64

    init(_ workload: Workload) {
        self.workload = workload
        startMilliseconds = workload.readings.first?.milliseconds ?? 0
        let admitted = WallInstant(microseconds: startMilliseconds * 1000)
        let today = LondonTime.date(at: admitted)
        plan = WardPlan(
            admissions: workload.children.map { child in
                let days = Int64(child.ageMonths) * 365 / 12 + 1
                return Admission(
                    id: child.id, bornOn: CivilDate(dayNumber: today.dayNumber - days), admittedAt: admitted)
            },
            sources: workload.children.indices.map {
                Source(name: "device-\($0)", child: ChildIndex(UInt32($0)), mode: .continuous)
            })
    }

    var start: Tick { tick(startMilliseconds) }

    @inline(__always)
    func tick(_ milliseconds: Int64) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: 1_000_000_000 + (milliseconds - startMilliseconds) * 1000),
            wall: WallInstant(microseconds: milliseconds * 1000))
    }

    /// All of it, made beforehand, so that making it is not in what is timed.
    func inputs() -> ContiguousArray<LiveInput> {
        var inputs = ContiguousArray<LiveInput>()
        inputs.reserveCapacity(workload.readings.count + workload.readings.count / 100)
        var nextTick = startMilliseconds + 1000
        for reading in workload.readings {
            while reading.milliseconds >= nextTick {
                inputs.append(.tick(tick(nextTick), documentRows: 0, commands: 0))
                nextTick += 1000
            }
            let at = tick(reading.milliseconds).monotonic
            inputs.append(.readings(ReadingSet(reading), SourceIndex(reading.child), at: at))
        }
        return inputs
    }

    /// The alert log: a line for each alarm, as a replay writes it.
    func alertLog(
        of transitions: [AlarmTransition], rules: AlarmRules, chart: ChartEdition
    ) -> [String] {
        let composer = AlertComposer(
            hub: HubIdentity(id: "bench", build: "bench"), plan: plan, rules: rules, rulesIdentity: RulesIdentity(),
            chart: chart.identity, levels: chart.chart.levels, clockSpeed: 1, configHash: "")
        return transitions.map { composer.compose($0).line }
    }
}

extension ReadingSet {
    /// A reading of W; below 0 is missing, and nothing of the probe is a probe off.
    @inline(__always)
    init(_ reading: Workload.Reading) {
        self.init(signal: reading.spO2 < 0 && reading.heartRate < 0 ? .probeOff : .measuring)
        if reading.spO2 >= 0 { self[.spO2] = Double(reading.spO2) }
        if reading.heartRate >= 0 { self[.heartRate] = Double(reading.heartRate) }
        if reading.temperature >= 0 { self[.temperature] = Double(reading.temperature) / 10 }
    }
}
