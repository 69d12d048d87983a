import Synchronization
import Webhooks

@testable import WardDaemon

/// Takes what the delivery desk hands over, as the courier does, and keeps it until the simulated network has it.
final class PlayedCarrier: MessageCarrier {
    private let inbox = Mutex<[DeliveryRequest]>([])

    func submit(_ request: DeliveryRequest) throws(WebhookError) { inbox.withLock { $0.append(request) } }

    func takeAll() -> [DeliveryRequest] {
        inbox.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}
