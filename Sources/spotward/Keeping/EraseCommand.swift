import ArgumentParser
import Glibc
import Journal
import Register
import WardDaemon

/// `spotward erase`: everything the hub has of a child who has left, gone.
struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a child who was discharged: readings, alarms, entries, recordings, dropped files.",
        discussion: """
            It cannot be undone. What remains is a tombstone: the SHA-256 of the pseudonym, when, by whom and why. The audit \
            log still verifies; what its entries told of the child can be compared with nothing any more.

            The daemon must be stopped, as the journal is written anew: seconds a gigabyte, and nobody is watched meanwhile. \
            Recordings of the stay go whole, with what they hold of other children, and so do journals that were set aside \
            as damaged: nobody can say whom they hold. Backups and what receivers were sent are not this hub's to erase.

            Example:
              systemctl stop spotward
              spotward erase adm-7f3a --config spotward.yaml --by "R. Ward" --reason "asked by the family, 2026-11-22"
              systemctl start spotward

            Exit status: 0 erased and no byte left that names the child, 64 refused with what to do first, 66 no journal, \
            74 the daemon runs, the disk failed, or something is left, 78 the configuration has defects.
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @OptionGroup var config: ConfigOption

    @Option(help: ArgumentHelp("Who you are. Default: $SPOTWARD_BY.", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("Why; kept in the tombstone, so name nobody.", valueName: "why"))
    var reason: String

    @Flag(help: "Print what was done as one line of JSON.")
    var json = false

    func run() throws {
        guard let name = by ?? Environment.value("SPOTWARD_BY"), !name.isEmpty else {
            throw ValidationError("Say who you are: --by NAME, or set SPOTWARD_BY.")
        }
        guard !reason.isEmpty else { throw ValidationError("Say why: --reason WHY.") }
        let ward = try config.ward()
        let order = ErasureOrder(admissionID: child, byName: name, reason: reason, at: JournalOptions.now())
        let account: Erasure.Account
        do {
            account = try Erasure(ward, order).run()
        } catch let refusal as Erasure.Refusal {
            StandardError.complain("\(refusal)")
            throw ExitCode(EX_USAGE)
        } catch let error as JournalError {
            StandardError.complain("\(error)")
            throw ExitCode(JournalOptions.exitStatus(of: error.kind))
        } catch let error as RegisterFileError {
            StandardError.complain("\(error)")
            throw ExitCode(EX_IOERR)
        }
        if json { JSONLine.print(account) } else { tell(account) }
        guard account.left.isEmpty else { throw ExitCode(EX_IOERR) }
    }

    private func tell(_ account: Erasure.Account) {
        print("Erased \(account.child). Tombstone \(account.tombstone).")
        if account.recordings > 0 {
            print("\(account.recordings) recordings of the stay are gone, with what they held of other children.")
        }
        if account.droppedFiles > 0 { print("\(account.droppedFiles) dropped files and receipts are gone.") }
        if account.damagedJournals > 0 {
            print("\(account.damagedJournals) files of damaged journals are gone: nobody could say whom they held.")
        }
        if account.left.isEmpty {
            print("No byte of the state folder and of the drop folders names the child.")
        } else {
            for path in account.left { print("LEFT: \(path) names the child still. Look at it and remove it.") }
        }
    }
}
