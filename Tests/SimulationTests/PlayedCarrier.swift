import Synchronization
import Webhooks

@testable import WardDaemon
@testable import WardTesting

/// Takes what the delivery desk hands over, as the courier does, and keeps it until the simulated network has it.
final class PlayedCarrier: MessageCarrier {
    /// A message, and how much had been asked of the disk when it left.
    struct Handed: Sendable {
        var request: DeliveryRequest
        var diskCount: Int
    }

    private let inbox = Mutex<[Handed]>([])
    private let diskCount: @Sendable () -> Int

    init(beside disk: CrashDisk) { diskCount = disk.counting }

    func submit(_ request: DeliveryRequest) throws(WebhookError) {
        inbox.withLock { $0.append(Handed(request: request, diskCount: diskCount())) }
    }

    func takeAll() -> [Handed] {
        inbox.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}
