import Alarms
import Glibc
import Ports
import Synchronization
import Vitals
import WardDaemon

/// When each line of each wire was decided, as the evaluator hands its records on: nanoseconds of CLOCK_MONOTONIC.
///
/// SpO2 and pulse of a line carry its number modulo 16,000, as `latency.c` writes them. The lock is the measurement's own,
/// taken by the evaluator's thread alone until the end; it costs some 20 ns.
final class DecisionStamps: Sendable {
    /// Lines of one wire, as in `latency.c`.
    static let lineCount = 1 << 15
    private static let codes = 16_000

    /// What was seen.
    struct Account {
        var decided: ContiguousArray<Int64>
        /// Numbers last seen, by wire.
        var numbers: ContiguousArray<Int>
        /// How late each silence was told, microseconds.
        var silences: [Int64] = []
        var isCounting = false
        var readings = 0
        var rows = 0
        var firstRow: Int64 = 0
        var lastRow: Int64 = 0
    }

    private let account: Mutex<Account>
    private let silence: Duration

    /// - Parameter silence: how long nothing is heard until silence is told, on a ward whose clock is life's.
    init(wireCount: Int, silence: Duration) {
        account = Mutex(
            Account(
                decided: ContiguousArray(repeating: 0, count: wireCount * Self.lineCount),
                numbers: ContiguousArray(repeating: 0, count: wireCount)))
        self.silence = silence
    }

    var watch: DecisionWatch { DecisionWatch(reading: { self.note($0) }, transition: { self.note($0) }) }

    /// From here on rows and readings are counted.
    func begin() { account.withLock { $0.isCounting = true } }

    func end() -> Account { account.withLock { $0 } }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func note(_ record: ReadingRecord) {
        let now = Self.now()
        account.withLock { account in
            if record.arrival.row != nil {
                guard account.isCounting else { return }
                if account.rows == 0 { account.firstRow = now }
                account.rows += 1
                account.lastRow = now
                return
            }
            if account.isCounting { account.readings += 1 }
            let wire = Int(record.arrival.source.rawValue)
            guard wire < account.numbers.count, let spO2 = record.readings[.spO2],
                let pulse = record.readings[.heartRate]
            else { return }
            let code = (Int((pulse * 10).rounded()) - 900) * 40 + Int((spO2 * 10).rounded()) - 960
            let last = account.numbers[wire]
            let number = last + ((code - last) % Self.codes + Self.codes) % Self.codes
            account.numbers[wire] = number
            if number < Self.lineCount { account.decided[wire * Self.lineCount + number] = now }
        }
    }

    /// A silence is late by the time since its deadline.
    private func note(_ transition: AlarmTransition) {
        guard transition.condition == .silence, transition.event == .fired || transition.event == .suppressed else {
            return
        }
        let now = PortClock.life.monotonicNow()
        let late = now.since(transition.startedAt.monotonic.advanced(by: silence))
        account.withLock { if $0.isCounting { $0.silences.append(late.wholeMicroseconds) } }
    }
}

extension DecisionStamps.Account {
    /// Writes the instants as `latency.c` does, and the lateness of silences, one a line.
    func write(to folder: String) throws {
        guard let file = fopen(folder + "/decided", "w"), let lines = fopen(folder + "/silences", "w") else {
            throw Workload.Defect.unreadable(folder)
        }
        decided.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
        for late in silences { fputs("\(late)\n", lines) }
        fclose(file)
        fclose(lines)
    }
}
