import Testing

@testable import Webhooks

/// An alert is delivered when the whole answer came and said 2xx, and by nothing else.
@Suite struct DeliveryStageTests {
    @Test func aWholeAnswerIsTheEndOfItFrom200To299AndWithNoOtherStatus() {
        for status in 100...599 {
            let stage = DeliveryStage(.init(rawValue: 0), httpStatus: status, didSend: true)
            #expect(stage == ((200...299).contains(status) ? .done : .status), "\(status)")
        }
        #expect(DeliveryStage(.init(rawValue: 0), httpStatus: nil, didSend: true) == .status)
    }

    /// 1 to 99 are all the errors a transfer of libcurl ends with.
    @Test func aTransferThatEndedInAnErrorIsNeverDoneWhateverItsStatusWas() {
        for code in UInt32(1)...99 {
            for status in [200, 204, 299, 410, nil] {
                for didSend in [false, true] {
                    let stage = DeliveryStage(.init(rawValue: code), httpStatus: status, didSend: didSend)
                    #expect(stage != .done && stage != .status, "\(code), \(status as Int?)")
                }
            }
        }
    }
}
