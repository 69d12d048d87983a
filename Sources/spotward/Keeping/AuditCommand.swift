import ArgumentParser
import Glibc
import Journal

/// `spotward audit`: whether the record is what was written, and a copy of it to be looked at elsewhere.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show that the record is what was written, or where it is not.",
        discussion: """
            Every alarm, command, start and stop is an entry of one chain: each holds the hash of the one before, and a \
            digest of the row it tells of. Nothing in an entry says who the child is.

            Examples:
              spotward audit verify --config spotward.yaml
              spotward audit head --config spotward.yaml          # note it somewhere else
              spotward audit verify --config spotward.yaml --head 812:7c1e…
              spotward audit export --config spotward.yaml --out audit.ndjson
              spotward audit verify audit.ndjson --head 812:7c1e…

            A log that was cut at its end, or set back to an older copy, is whole in itself: it shows against a head that \
            was noted elsewhere.

            Exit status: 0 it is what was written, 65 it is not, 66 there is none, 74 it cannot be read.
            """,
        subcommands: [Verify.self, Export.self, Head.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go through the whole log and every row it tells of, or through an exported file.",
            discussion: """
                Example:
                  spotward audit verify --state /var/lib/spotward --json
                """)

        @Argument(help: ArgumentHelp("An exported log; the journal's own if not given.", valueName: "file"))
        var file: String?

        @OptionGroup var place: StatePlace

        @Option(
            help: ArgumentHelp(
                "A head that was noted before: the log must hold exactly that entry.", valueName: "seq:hash"),
            transform: Self.head)
        var head: AuditHead?

        @Flag(help: "Look at the chain alone, and not at the rows it tells of.")
        var chainOnly = false

        @Flag(help: "Print what was found as one line of JSON.")
        var json = false

        private static func head(_ text: String) throws -> AuditHead {
            guard let head = AuditHead(text) else {
                throw ValidationError("--head wants SEQ:HASH as `spotward audit head` prints it, not `\(text)`.")
            }
            return head
        }

        func run() throws {
            let check: AuditCheck
            if let file {
                check = try AuditFile.check(file, head: head)
            } else {
                check = try place.journal {
                    try $0.checkAudit(head: head, checksRows: !chainOnly, hash: AuditFile.hash)
                }
            }
            if json {
                JSONLine.print(AuditFinding(check))
            } else {
                tell(check)
            }
            if !check.isSound { throw ExitCode(EX_DATAERR) }
        }

        private func tell(_ check: AuditCheck) {
            if check.isSound {
                print("\(check.count) entries, each as it was written.")
                if let head = check.head { print("head \(head)") }
                return
            }
            for defect in check.defects { print("\(defect)") }
            print(
                "The record is not what was written: \(check.defectCount) "
                    + "\(check.defectCount == 1 ? "finding" : "findings") in \(check.count) entries. Keep a copy of the state "
                    + "folder as it is, and tell whoever answers for the ward.")
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write every entry as one line of JSON.",
            discussion: """
                Example:
                  spotward audit export --config spotward.yaml --out audit.ndjson
                """)

        @OptionGroup var place: StatePlace

        @Option(help: ArgumentHelp("Where it goes; standard output if not given.", valueName: "file"))
        var out: String?

        func run() throws {
            let output = try OutputFile(out, .whole)
            var unwritten: ExitCode?
            try place.journal { journal in
                try journal.auditEntries { entry in
                    guard unwritten == nil else { return }
                    do throws(ExitCode) { try output.write(Array("\(entry.line)\n".utf8)) } catch { unwritten = error }
                }
            }
            if let unwritten { throw unwritten }
            try output.finish()
        }
    }

    struct Head: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the newest entry's number and hash, to be noted somewhere else.",
            discussion: """
                Example:
                  spotward audit head --state /var/lib/spotward
                """)

        @OptionGroup var place: StatePlace

        func run() throws {
            guard let head = try place.journal({ try $0.auditHead() }) else {
                StandardError.complain("The audit log is empty: no daemon of this version has run here yet.")
                throw ExitCode(EX_NOINPUT)
            }
            print(head)
        }
    }
}

/// What a script reads.
private struct AuditFinding: Encodable {
    var sound: Bool
    var entries: Int
    var head: String?
    var findings: Int
    var defects: [Defect]

    struct Defect: Encodable {
        var entry: Int64
        var kind: String
        var text: String
    }

    init(_ check: AuditCheck) {
        sound = check.isSound
        entries = check.count
        head = check.head.map { "\($0)" }
        findings = check.defectCount
        defects = check.defects.map { Defect(entry: $0.seq, kind: $0.kind.rawValue, text: $0.text) }
    }
}
