import Foundation
import Glibc
import Testing

@testable import Ports

/// Against a real socket, as systemd binds it.
struct ServiceManagerTests {
    @Test(arguments: [false, true]) func eachMessageIsOneDatagram(isAbstract: Bool) throws {
        let socket = try NotifySocket(isAbstract: isAbstract)
        let manager = try #require(ServiceManager { $0 == "NOTIFY_SOCKET" ? socket.address : nil })
        for message: ServiceManager.Message in [.ready, .status("3 children\nwatched"), .alive, .stopping] {
            manager.tell(message)
        }
        #expect(socket.received() == ["READY=1", "STATUS=3 children watched", "WATCHDOG=1", "STOPPING=1"])
        #expect(manager.watchdog == nil)
    }

    @Test func theWatchdogIsOursWhereItNamesNobodyOrUs() throws {
        let socket = try NotifySocket(isAbstract: false)
        func watchdog(_ microseconds: String?, _ process: String?) -> Duration? {
            let values = ["NOTIFY_SOCKET": socket.address, "WATCHDOG_USEC": microseconds, "WATCHDOG_PID": process]
            return ServiceManager(environment: { values[$0] ?? nil }, processID: 4711)?.watchdog
        }
        #expect(watchdog("20000000", nil) == .seconds(20))
        #expect(watchdog("20000000", "4711") == .seconds(20))
        #expect(watchdog("20000000", "4712") == nil)
        for nonsense in ["0", "-1", "", "soon", "99999999999999999999"] { #expect(watchdog(nonsense, nil) == nil) }
    }

    @Test(arguments: ["", "/", "@", "relative", "/nowhere/to/be/found", "/" + String(repeating: "x", count: 200)])
    func anAddressThatLeadsNowhereIsNoManager(address: String) {
        #expect(ServiceManager { $0 == "NOTIFY_SOCKET" ? address : nil } == nil)
        #expect(ServiceManager { _ in nil } == nil)
    }

    @Test func aManagerThatIsGoneOrFullIsNotWaitedFor() throws {
        var socket: NotifySocket? = try NotifySocket(isAbstract: false)
        let manager = try #require(ServiceManager { $0 == "NOTIFY_SOCKET" ? socket?.address : nil })
        for _ in 0..<10_000 { manager.tell(.alive) }
        #expect(socket?.received().isEmpty == false)
        socket = nil
        manager.tell(.alive)
    }
}

/// The receiving end.
final class NotifySocket {
    let address: String
    private let descriptor: Int32

    init(isAbstract: Bool) throws {
        let name = "spotward-\(UUID().uuidString)"
        address = isAbstract ? "@\(name)" : FileManager.default.temporaryDirectory.appending(path: name).path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let code = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(code == 0)
    }

    deinit {
        close(descriptor)
        unlink(address)
    }

    func received() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count >= 0 {
            messages.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
        return messages
    }
}
