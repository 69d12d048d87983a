import Testing
import Vitals

@testable import Alarms

/// That a certificate comes to its end: one alarm, told at each step and not between, until another is in its place.
@Suite struct CertificateTests {
    private static let end = CivilDate(year: 2026, month: 7, day: 15) ?? CivilDate(dayNumber: 0)

    private static func news(
        _ step: CertificateNews.Step, receiver: Int = 1, owner: CertificateNews.Owner = .hub
    ) -> CertificateNews {
        CertificateNews(receiver: receiver, owner: owner, step: step, date: end)
    }

    private func tell(_ news: CertificateNews?, to bedside: inout Bedside) {
        bedside.step(.hub(news?.sign ?? HubSign(.certificate, nil, value: 0), at: bedside.now.monotonic))
        bedside.pass(seconds: 2)
    }

    private func acknowledge(_ bedside: inout Bedside) throws {
        let episode = try #require(bedside.log.episode(.certificate))
        #expect(bedside.ask(.acknowledge(episode, until: nil)) == .done)
    }

    @Test func eachStepIsToldOnceAndCallsOneMoreWhereNobodyHasTakenIt() throws {
        var bedside = try Bedside()
        let told: [(CertificateNews.Step, AlarmEvent, RoleSet)] = [
            (.month, .fired, .operations), (.fortnight, .raised, [.operations, .primaryNurse]),
            (.week, .raised, [.operations, .primaryNurse, .inCharge]),
        ]
        for (step, event, roles) in told {
            tell(Self.news(step), to: &bedside)
            let last = try #require(bedside.log.last(.certificate))
            #expect(last.event == event && last.roles == roles && last.priority == .technical && last.subject == .hub)
            #expect(last.nextStepAt == nil && last.latestValue == Double(Self.news(step).value))
            tell(Self.news(step), to: &bedside)
            bedside.pass(seconds: 6 * 3600)
            #expect(bedside.log.last(.certificate) == last, "told again within a step")
        }
        #expect(bedside.log.events(.certificate) == told.map(\.1))
    }

    @Test func whatHasEndedIsMoreUrgentAndCallsOnUntilSomebodyTakesIt() throws {
        var bedside = try Bedside()
        tell(Self.news(.week), to: &bedside)
        tell(Self.news(.ended), to: &bedside)
        let ended = try #require(bedside.log.last(.certificate))
        #expect(ended.event == .raised && ended.priority == .medium && ended.previousPriority == .technical)
        bedside.pass(seconds: 300)
        #expect(bedside.log.events(.certificate) == [.fired, .raised, .escalated])
        bedside.pass(seconds: 600)
        #expect(bedside.log.last(.certificate)?.roles == [.operations, .primaryNurse, .inCharge])
        try acknowledge(&bedside)
        let before = bedside.log.events(.certificate)
        bedside.pass(seconds: 4 * 3600 - 10)
        #expect(bedside.log.events(.certificate) == before)
        bedside.pass(seconds: 20)
        #expect(bedside.log.events(.certificate) == before + [.acknowledgementExpired], "as every alarm of the hub")
        tell(nil, to: &bedside)
        #expect(bedside.log.last(.certificate)?.event == .resolved)
    }

    @Test func whoTakesItHasItUntilTheNextStepAndNobodyElseIsCalledThere() throws {
        var bedside = try Bedside()
        tell(Self.news(.month), to: &bedside)
        try acknowledge(&bedside)
        let taken = try #require(bedside.log.last(.certificate))
        let until = try #require(taken.acknowledgedUntil)
        #expect(until.wall.since(taken.at.wall) == .seconds(17 * 86_400) && taken.nextStepAt == nil)
        bedside.pass(seconds: 6 * 3600)
        #expect(bedside.log.events(.certificate) == [.fired, .acknowledged])
        tell(Self.news(.fortnight), to: &bedside)
        let raised = try #require(bedside.log.last(.certificate))
        #expect(raised.event == .raised && raised.roles == .operations && raised.acknowledgedUntil == nil)
        tell(Self.news(.week), to: &bedside)
        #expect(bedside.log.last(.certificate)?.roles == [.operations, .primaryNurse])
    }

    @Test func anotherInItsPlaceEndsItAndALaterOneIsTold() throws {
        var bedside = try Bedside()
        tell(Self.news(.week), to: &bedside)
        tell(nil, to: &bedside)
        #expect(bedside.log.events(.certificate) == [.fired, .resolved])
        tell(Self.news(.month), to: &bedside)
        #expect(bedside.log.events(.certificate) == [.fired, .resolved, .fired])
    }

    /// The worst is put right, and another receiver's comes next: its news goes to those who had the first, and calls nobody.
    @Test func whatIsLeftIsLessUrgentAndAnotherAsNearIsNews() throws {
        var bedside = try Bedside()
        tell(Self.news(.ended), to: &bedside)
        tell(Self.news(.month, receiver: 2), to: &bedside)
        let lowered = try #require(bedside.log.last(.certificate))
        #expect(lowered.event == .lowered && lowered.priority == .technical && lowered.nextStepAt == nil)
        #expect(lowered.latestValue == Double(Self.news(.month, receiver: 2).value))
        tell(Self.news(.week, receiver: 3), to: &bedside)
        #expect(bedside.log.last(.certificate)?.event == .raised)
        tell(Self.news(.fortnight), to: &bedside)
        #expect(bedside.log.last(.certificate)?.event == .lowered)
        tell(Self.news(.fortnight, owner: .authority), to: &bedside)
        #expect(bedside.log.last(.certificate)?.event == .raised)
        bedside.pass(seconds: 3600)
        #expect(bedside.log.events(.certificate) == [.fired, .lowered, .raised, .lowered, .raised])
    }

    /// A machine renews it each few days, and never by enough.
    @Test func anotherInItsPlaceThatIsAsNearCallsNobody() throws {
        var bedside = try Bedside()
        tell(Self.news(.week), to: &bedside)
        for day in 1...5 {
            var next = Self.news(.week)
            next.date = CivilDate(dayNumber: Self.end.dayNumber + Int64(day))
            tell(next, to: &bedside)
        }
        #expect(bedside.log.events(.certificate) == [.fired])
    }

    @Test(arguments: [false, true]) func itGoesOnOverARestartAndIsNotToldAnew(isTaken: Bool) throws {
        var before = try Bedside()
        tell(Self.news(.fortnight), to: &before)
        if isTaken { try acknowledge(&before) }
        var after = try Bedside()
        after.step(.restoreEpisode(try #require(before.log.last(.certificate))))
        tell(Self.news(.fortnight), to: &after)
        after.pass(seconds: 6 * 3600)
        #expect(after.log.events(.certificate) == [], "an acknowledgement is not cut off by a restart either")
        tell(Self.news(.week), to: &after)
        let raised = try #require(after.log.last(.certificate))
        #expect(raised.event == .raised && raised.roles == (isTaken ? .operations : [.operations, .primaryNurse]))
    }

    @Test func newsGoAsOneNumber() {
        for owner in CertificateNews.Owner.allCases {
            for step in CertificateNews.Step.allCases {
                for receiver in [1, 255] {
                    let news = Self.news(step, receiver: receiver, owner: owner)
                    #expect(CertificateNews(value: Double(news.value)) == news)
                    #expect(news.sign.kind == .certificate && HubSign.kinds.contains(.certificate))
                }
            }
        }
        for none in [-1, 0.5, Double(UInt32(1) << 28), Double(UInt32(5) << 24), .infinity, .nan] {
            #expect(CertificateNews(value: none) == nil)
        }
    }
}
