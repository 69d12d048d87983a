import Alarms
import Configuration
import Documents
import Ports
import Testing
import Webhooks

@testable import WardDaemon

/// Targets that may not import one another must still agree on what is too much: what `check` passes, `run` must serve.
@Suite struct LimitsTests {
    @Test func whatTheConfigurationAllowsThePortsServe() {
        #expect(Configuration.Limits.deviceCount.upperBound == PortLimits.portCount)
        #expect(Configuration.Limits.folderCount.upperBound == PortLimits.folderCount)
        #expect(Configuration.Limits.bauds == BaudRate.allCases.map(\.rawValue))
        #expect(Configuration.Limits.sentMessageCount.upperBound == PortLimits.messageCount)
        #expect(Configuration.Limits.sentByteCount.upperBound == PortLimits.sentByteCount)
        #expect(Configuration.Limits.reportByteCount == PortLimits.reportByteCount)
        #expect(PortLimits.keepAlivePeriod.contains(Configuration.Limits.keepAlive.lowerBound))
        #expect(PortLimits.keepAlivePeriod.contains(Configuration.Limits.keepAlive.upperBound))
        #expect(Int64(Configuration.Limits.documentByteCount.upperBound) <= PortLimits.documentByteCount)
        #expect(PortLimits.speed.contains(Configuration.Limits.clockSpeed.upperBound))
        #expect(PortLimits.speed.contains(Configuration.Limits.clockSpeed.lowerBound))
    }

    @Test func whatTheConfigurationAllowsTheOthersTake() {
        #expect(Configuration.Limits.urlByteCount == Webhooks.Limits.urlByteCount)
        #expect(Configuration.Limits.nameCount.upperBound == Documents.Limits.childNameBytes)
        #expect(Configuration.Limits.admissionCount.upperBound <= Alarms.Limits.admissions)
        #expect(Configuration.Limits.windowedOnset.upperBound <= .seconds(Alarms.Limits.windowSeconds))
    }

    /// What was ever needed of a ring stays touched, so its whole size is what a hub may come to hold: half the aim of a home.
    @Test func theRingsTogetherTakeLessThanTwelveMebibytes() {
        let bytes = PipelineMemory.rings.reduce(0) { $0 + $1.bytes }
        #expect(bytes <= 12 << 20, "\(bytes)")
    }

    /// Accounts are told once a second and taken out twice.
    @Test func theAccountsOfAFullHubHaveRoomSeveralTimesOver() {
        let sources = Configuration.Limits.deviceCount.upperBound + Configuration.Limits.folderCount.upperBound + 1
        #expect(4 * sources <= DaemonLimits.accounts)
    }

    @Test func aFileAloneCannotFillTheJournalsRing() {
        #expect(DaemonLimits.uncommittedRows * 2 <= DaemonLimits.readingRecords)
    }
}
