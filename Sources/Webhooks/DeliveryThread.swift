import Glibc

/// The thread that delivery runs on. A thread and not a queue: the loop waits in `curl_multi_poll` all day, which would
/// hold a thread of Dispatch's pool for good.
enum DeliveryThread {
    /// Linux keeps 15 bytes of a thread's name; this is `spotward.deliver` as far as it fits.
    private static let name = "spotward.delive"

    /// For `top` and debuggers alone, so a failure changes nothing. Through the file, because Glibc's module hides
    /// `pthread_setname_np`.
    private static func nameThisThread() {
        guard let file = fopen("/proc/thread-self/comm", "w") else { return }
        fputs(name, file)
        fclose(file)
    }

    /// Carries the loop to its thread. Sound because the maker never looks at it again: one thread, one owner.
    private final class Cargo: @unchecked Sendable {
        var loop: CourierLoop
        init(_ loop: CourierLoop) { self.loop = loop }
    }

    static func start(_ loop: CourierLoop) throws(WebhookError) {
        let shared = loop.shared
        shared.ended.enter()
        // Retained here, released on the thread: the thread owns it.
        let cargo = Unmanaged.passRetained(Cargo(loop))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let cargo = Unmanaged<Cargo>.fromOpaque(context).takeRetainedValue()
                DeliveryThread.nameThisThread()
                cargo.loop.run()
                cargo.loop.shared.ended.leave()
                return nil
            }, cargo.toOpaque())
        guard code == 0 else {
            cargo.release()
            shared.close()
            shared.ended.leave()
            throw .threadFailed(errno: code)
        }
        pthread_detach(thread)
    }
}
