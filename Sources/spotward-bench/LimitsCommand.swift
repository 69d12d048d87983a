import Alarms
import ArgumentParser
import Configuration
import Documents
import Ports
import Recordings
import WardDaemon
import Webhooks

/// Every bound on memory, worked out from the types and the limits themselves.
struct LimitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "What each bounded thing of the daemon can hold, in bytes.",
        discussion: """
            standing: there from the start on, and kept once it was needed: what a hub's memory may come to.
            passing: at the worst, while something lasts: a file, a disk that stands still, receivers that do not answer.

            Example:
              spotward-bench limits --children 1000
            """)

    @Option(help: "Children on the ward.")
    var children = 1

    @Option(help: "Sources: devices, folders and the entered observations.")
    var sources = 3

    @Option(help: "Endpoints.")
    var endpoints = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (0...Alarms.Limits.admissions).contains(children), (0...Alarms.Limits.sources).contains(sources),
            Configuration.Limits.endpointCount.contains(endpoints)
        else { throw ValidationError("more than a hub takes") }
    }

    func run() throws {
        let shares = standing + passing
        if json {
            let lines = shares.map { share in
                """
                {"part":"\(share.part)","what":"\(share.what)","element_bytes":\(share.elementBytes),\
                "count":\(share.count),"bytes":\(share.bytes),"standing":\(share.isStanding)}
                """
            }
            print("[\(lines.joined(separator: ","))]")
            return
        }
        Self.table("Standing", standing)
        print()
        Self.table("Passing, each at its worst", passing)
    }

    private var standing: [MemoryShare] {
        PipelineMemory.rings + [
            MemoryShare(
                "evaluator", "children", elementBytes: EvaluatorMemory.childBytes, count: children, isStanding: true),
            MemoryShare(
                "evaluator", "sources", elementBytes: EvaluatorMemory.sourceBytes, count: sources, isStanding: true),
        ] + PipelineMemory.standing
    }

    private var passing: [MemoryShare] {
        PipelineMemory.passing + [
            MemoryShare("documents", "recording of a ring", elementBytes: Documents.Limits.heldFileBytes, count: 1),
            MemoryShare("documents", "data record of EDF", elementBytes: Documents.Limits.edfRecordBytes, count: 1),
            MemoryShare(
                "documents", "rows until their dates are sure", elementBytes: DocumentMemory.heldRowBytes,
                count: Documents.Limits.heldRowCount),
            MemoryShare("documents", "longest row", elementBytes: Documents.Limits.rowBytes, count: 1),
            MemoryShare(
                "documents", "names of a folder", elementBytes: PortLimits.keptNameByteCount,
                count: PortLimits.candidateCount),
            MemoryShare("documents", "receipt", elementBytes: PortLimits.receiptByteCount, count: 1),
            MemoryShare(
                "ports", "bytes to devices", elementBytes: PortLimits.sentByteCount * PortLimits.messageCount,
                count: PortLimits.portCount),
            MemoryShare(
                "delivery", "messages in flight", elementBytes: Webhooks.Limits.messageByteCount,
                count: 2 * DaemonLimits.deliveriesInFlight),
            MemoryShare(
                "delivery", "answers", elementBytes: Webhooks.Limits.answerByteCount,
                count: 2 * DaemonLimits.deliveriesInFlight),
            MemoryShare(
                "commands", "lines at the door", elementBytes: PortLimits.controlLineByteCount,
                count: PortLimits.controlConnectionCount),
            MemoryShare(
                "commands", "answers at the door", elementBytes: PortLimits.controlAnswerByteCount,
                count: PortLimits.controlConnectionCount),
            MemoryShare("configuration", "file", elementBytes: Configuration.Limits.fileByteCount, count: 1),
            MemoryShare(
                "recording", "longest text", elementBytes: Recordings.Limits.lineByteCount, count: 1),
        ]
    }

    private static func table(_ title: String, _ shares: [MemoryShare]) {
        func cell(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.utf8.count)) + text
        }
        func row(_ what: String, _ each: String, _ count: String, _ kib: String) {
            print(what + cell("", 44 - what.utf8.count) + cell(each, 9) + cell(count, 8) + cell(kib, 9))
        }
        row(title, "bytes", "count", "KiB")
        for share in shares {
            row(
                "\(share.part): \(share.what)", "\(share.elementBytes)", "\(share.count)",
                "\((share.bytes + 1023) / 1024)")
        }
        row("all together", "", "", "\((shares.reduce(0) { $0 + $1.bytes } + 1023) / 1024)")
    }
}
