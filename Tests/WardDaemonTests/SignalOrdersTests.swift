import Glibc
import Testing

@testable import WardDaemon

@Suite struct SignalOrdersTests {
    @Test func aThousandSignalsOfAKindAreOneOrder() {
        let orders = SignalOrders(reloads: false)
        for _ in 0..<1000 { orders.ask(.reload) }
        #expect(orders.next(within: 0) == .reload)
        #expect(orders.next(within: 0) == nil)
    }

    @Test func toStopComesFirstAndStands() {
        let orders = SignalOrders(reloads: false)
        orders.ask(.reload)
        orders.ask(.stop)
        orders.ask(.reload)
        #expect((0..<3).map { _ in orders.next(within: 0) } == [.stop, .stop, .stop])
    }

    @Test func anOrderGivenAfterAnotherWasTakenIsTakenToo() {
        let orders = SignalOrders(reloads: false)
        orders.ask(.reload)
        #expect(orders.next(within: 0) == .reload)
        orders.ask(.reload)
        #expect(orders.next(within: 0) == .reload)
    }

    @Test func theSignalHangUpIsAnOrderToReload() {
        let orders = SignalOrders(reloads: true)
        defer { signal(SIGHUP, SIG_DFL) }
        kill(getpid(), SIGHUP)
        #expect(orders.next(within: 10) == .reload)
    }
}
