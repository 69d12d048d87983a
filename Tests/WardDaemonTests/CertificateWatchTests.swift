import Alarms
import Testing
import Vitals

@testable import Configuration
@testable import WardDaemon

/// When the certificates are read and held against the time, and which time that is. Time is an argument.
@Suite struct CertificateWatchTests {
    private static let ends = Timestamp("2026-12-20T12:00:00Z")?.instant ?? WallInstant(microseconds: 0)

    private static func certificate(_ receiver: Int, _ owner: CertificateNews.Owner = .hub) -> EndpointCertificate {
        EndpointCertificate(
            receiver: receiver, endpoint: "team-\(receiver)", owner: owner, path: "/\(receiver).pem",
            place: FilePlace(file: "", line: 0, column: 0, key: ""))
    }

    private static func term(endsAfter days: Int = 0) -> CertificateTerm {
        let end = ends.advanced(by: .seconds(days * 86_400))
        return CertificateTerm(begins: ends.advanced(by: .seconds(-365 * 86_400)), ends: end)
    }

    private static func at(_ seconds: Int) -> MonotonicInstant {
        MonotonicInstant(microseconds: Int64(seconds) * 1_000_000)
    }

    private static func wall(daysBefore days: Int) -> WallInstant { ends.advanced(by: .seconds(-days * 86_400)) }

    @Test func eachStepIsSaidOnceAndTheWorstIsTold() {
        var watch = CertificateWatch([Self.certificate(1), Self.certificate(2), Self.certificate(2, .authority)])
        #expect(watch.sign == HubSign(.certificate, nil, value: 0))
        let unread = watch.read(at: Self.at(0)) {
            $0.owner == .hub ? Self.term(endsAfter: $0.receiver) : Self.term(endsAfter: 900)
        }
        #expect(unread == [])
        var said: [Int] = []
        for day in (-40 ... -1).map({ -$0 }) {
            let changes = watch.judge(at: Self.wall(daysBefore: day))
            let again = watch.judge(at: Self.wall(daysBefore: day))
            #expect(again == [] && changes.allSatisfy { !$0.isGood })
            said += changes.map { _ in day }
        }
        #expect(said == [29, 28, 13, 12, 6, 5])
        #expect(
            watch.standing
                == CertificateNews(
                    receiver: 1, owner: .hub, step: .week, date: Self.term(endsAfter: 1).ends.civil().date))
        #expect(watch.sign.stage == .mild)
        let ended = watch.judge(at: Self.wall(daysBefore: -1))
        #expect(ended.count == 1 && watch.standing?.step == .ended && watch.sign.stage == .severe)
        // The second is as bad a day later, and the first is still named.
        _ = watch.judge(at: Self.wall(daysBefore: -2))
        #expect(watch.standing?.receiver == 1)
    }

    @Test func theFilesAreReadOnceADayAndEachHourWhileOneOfThemIsNews() {
        var reads = 0
        var watch = CertificateWatch([Self.certificate(1)])
        func read(_ second: Int, _ term: CertificateTerm?) -> [CertificateWatch.Change] {
            watch.read(at: Self.at(second)) { _ in
                reads += 1
                return term
            }
        }
        _ = read(0, Self.term())
        #expect(watch.judge(at: Self.wall(daysBefore: 31)) == [])
        _ = read(86_399, Self.term())
        #expect(reads == 1)
        _ = read(86_400, Self.term())
        #expect(reads == 2 && watch.judge(at: Self.wall(daysBefore: 30)).count == 1)
        _ = read(86_400 + 3_599, Self.term(endsAfter: 365))
        #expect(reads == 2)
        _ = read(86_400 + 3_600, Self.term(endsAfter: 365))
        #expect(reads == 3)
        let change = watch.judge(at: Self.wall(daysBefore: 30))
        #expect(change.map(\.isGood) == [true] && watch.standing == nil && watch.sign.stage == nil)
        _ = read(86_400 + 7_200, Self.term())
        #expect(reads == 3)
    }

    /// Somebody may be putting it there: what was known of it stands, it is said once, and it is looked at again soon.
    @Test func aFileThatCannotBeReadIsAsItWas() {
        var watch = CertificateWatch([Self.certificate(1)])
        _ = watch.read(at: Self.at(0)) { _ in Self.term() }
        _ = watch.judge(at: Self.wall(daysBefore: 3))
        let standing = watch.standing
        let gone = watch.read(at: Self.at(3_600)) { _ throws(FileRefusal) in throw FileRefusal.missing }
        #expect(gone.count == 1 && gone.first?.sentence.contains("/1.pem does not exist") == true)
        let still = watch.read(at: Self.at(7_200)) { _ in nil }
        #expect(still == [] && watch.judge(at: Self.wall(daysBefore: 2)) == [] && watch.standing == standing)
        _ = watch.read(at: Self.at(10_800)) { _ in Self.term(endsAfter: 365) }
        #expect(watch.judge(at: Self.wall(daysBefore: 2)).map(\.isGood) == [true] && watch.standing == nil)
    }

    @Test func whatTheRunBeforeToldStandsUntilTheTimeIsKnown() {
        let before = CertificateNews(receiver: 1, owner: .hub, step: .week, date: Self.ends.civil().date)
        var watch = CertificateWatch([Self.certificate(1)], standing: before)
        #expect(watch.sign == before.sign)
        _ = watch.read(at: Self.at(0)) { _ throws(FileRefusal) in throw FileRefusal.missing }
        _ = watch.judge(at: Self.wall(daysBefore: 200))
        #expect(watch.sign == before.sign, "nothing is known of the file")
        _ = watch.read(at: Self.at(3_600)) { _ in Self.term() }
        _ = watch.judge(at: Self.wall(daysBefore: 5))
        #expect(watch.sign == before.sign)
        // Of a receiver that is not configured any more nothing stands.
        #expect(CertificateWatch([], standing: before).standing == nil)
        var other = CertificateWatch([Self.certificate(2)], standing: before)
        _ = other.judge(at: Self.wall(daysBefore: 5))
        #expect(other.standing == nil)
    }

    @Test func itIsLookedOnceASecond() {
        var watch = CertificateWatch([Self.certificate(1)])
        let looks = (0..<10).map { watch.looks(at: MonotonicInstant(microseconds: $0 * 500_000)) }
        #expect(looks == [true, false, true, false, true, false, true, false, true, false])
        var none = CertificateWatch([])
        let never = none.looks(at: Self.at(0))
        #expect(!never)
    }

    // MARK: The time

    @Test func theTimeIsTheHubsWhereItIsKeptAndElseWhatAReceiverSays() {
        var time = TrueTime()
        let hub = Self.ends
        #expect(time.now(at: Self.at(0), hub: hub, isKept: true) == hub)
        #expect(time.now(at: Self.at(0), hub: hub, isKept: false) == nil)
        time.learn(hub.advanced(by: .seconds(100)), from: "a", at: Self.at(10))
        #expect(time.now(at: Self.at(13), hub: hub, isKept: false) == hub.advanced(by: .seconds(103)))
        #expect(time.now(at: Self.at(13), hub: hub, isKept: true) == hub)
        // Whatever order they answer in, it is the same.
        for name in ["b", "a", "b"] {
            time.learn(hub.advanced(by: .seconds(name == "a" ? 100 : 9_000)), from: name, at: Self.at(10))
            #expect(time.now(at: Self.at(13), hub: hub, isKept: false) == hub.advanced(by: .seconds(103)))
        }
    }

    /// A hub in 1970 that knows its journal goes on from there; what is years away from that is believed of nobody.
    @Test func aDateThatCannotBeRightIsNone() {
        let hub = Self.ends
        for (ahead, isBelieved) in [
            (-86_401, false), (-86_400, true), (366 * 86_400, true), (366 * 86_400 + 1, false),
        ] {
            var time = TrueTime()
            time.learn(hub.advanced(by: .seconds(ahead)), from: "a", at: Self.at(0))
            #expect((time.now(at: Self.at(0), hub: hub, isKept: false) != nil) == isBelieved)
        }
    }
}
