import Testing

@testable import WardDaemon

/// The signals themselves reach a process whose first thread waits for them: `kill.py --reload` and the matrix send them.
@Suite struct SignalOrdersTests {
    @Test func aThousandSignalsOfAKindAreOneOrder() {
        let orders = SignalOrders(reloads: false)
        for _ in 0..<1000 { orders.ask(.reload) }
        #expect(orders.next(within: .zero) == .reload)
        #expect(orders.next(within: .zero) == nil)
    }

    @Test func toStopComesFirstAndStands() {
        let orders = SignalOrders(reloads: false)
        orders.ask(.reload)
        orders.ask(.stop)
        orders.ask(.reload)
        #expect((0..<3).map { _ in orders.next(within: .zero) } == [.stop, .stop, .stop])
    }

    @Test func anOrderGivenAfterAnotherWasTakenIsTakenToo() {
        let orders = SignalOrders(reloads: false)
        orders.ask(.reload)
        #expect(orders.next(within: .zero) == .reload)
        orders.ask(.reload)
        #expect(orders.next(within: .zero) == .reload)
    }
}
