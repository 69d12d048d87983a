import Configuration
import Decoders
import FoundationEssentials
import Glibc
import Journal
import Ports
import Vitals

/// What is known of one serial device: configured, plugged in, or both.
public struct DeviceReport: Sendable {
    /// The configured name; `nil` for a device nobody named.
    public var name: String?
    public var path: String
    /// Where the path leads now; `nil` when nothing is there.
    public var leadsTo: String?
    public var protocolName: String?
    public var admission: String?
    public var standing: SourceStanding?

    /// The configured ports in their order, then what else is plugged in.
    public static func all(of ward: Ward) -> [DeviceReport] {
        let configuration = ward.configuration
        let standings = (try? ReadOnlyJournal(directory: configuration.stateFolder).sourceStandings()) ?? []
        var reports: [DeviceReport] = []
        let finder = DeviceFinder()
        for port in configuration.devices {
            let address = PortAddress(port.address)
            let node = try? finder.node(for: address, port.link.isHID ? .hidraw : .serial)
            reports.append(
                DeviceReport(
                    name: port.name, path: "\(address)", leadsTo: node.flatMap(target), protocolName: port.protocolName,
                    admission: port.child.flatMap { configuration.plan.name(of: $0) },
                    standing: standings.first { $0.name == port.name }))
        }
        let known = Set(reports.compactMap(\.leadsTo))
        for path in pluggedIn() {
            guard let leadsTo = target(of: path), !known.contains(leadsTo) else { continue }
            reports.append(DeviceReport(path: path, leadsTo: leadsTo))
        }
        return reports
    }

    /// A few lines for people.
    public func text(now: WallInstant) -> String {
        guard let name else {
            return
                "\(path)\n  attached, not in the configuration: nothing is read from it. To use it, name its path under ports."
        }
        var lines = ["\(name)  \(path)"]
        lines.append("  " + (leadsTo.map { "attached as \($0)" } ?? "NOT attached: plug it in, or correct its path"))
        lines.append("  taken for \(protocolName ?? "nothing"), because the configuration says so")
        lines.append("  " + (admission.map { "bound to \($0)" } ?? "bound to nobody: its readings are kept unassigned"))
        if let standing, let last = standing.lastReadingAt {
            let seconds = max(0, Int(now.since(last).inSeconds))
            lines.append("  last reading \(last.londonDescription), \(seconds) s ago")
        } else {
            lines.append("  no reading yet")
        }
        if let counters = standing?.counters, !counters.isEmpty {
            lines.append(
                "  " + counters.filter { $0.value > 0 }.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }

    /// One line of JSON.
    public func json(now: WallInstant) -> String {
        struct Body: Encodable {
            var name: String?
            var path: String
            var attached: Bool
            var device: String?
            var `protocol`: String?
            var admission: String?
            var lastReadingAt: String?
            var counters: [String: UInt64]
        }
        let counters = (standing?.counters ?? []).map { ($0.name, $0.value) }
        let body = Body(
            name: name, path: path, attached: leadsTo != nil, device: leadsTo, protocol: protocolName,
            admission: admission, lastReadingAt: standing?.lastReadingAt?.description,
            counters: Dictionary(counters) { first, _ in first })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Links that name devices by who made them and not by the order they were plugged in.
    private static func pluggedIn() -> [String] {
        let folder = "/dev/serial/by-id"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return names.sorted().map { folder + "/" + $0 }
    }

    private static func target(of path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
