import ArgumentParser
import Decoders
import Documents

/// The measured scenarios: a table of contents.
///
/// Most run the pure path of a reading, without threads, rings or disk, over input that is made beforehand. What they
/// make beforehand does not depend on how long they run, so the difference between two lengths is the path alone:
/// `deploy/allocations.sh` takes it of allocations, `deploy/bench` of instructions. The others run the daemon's own parts,
/// with their threads, files and sockets.
@main
struct SpotwardBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spotward-bench",
        abstract: "Runs the path of a reading over synthetic input, to be counted and timed from outside.",
        subcommands: [
            WardCommand.self, DecodeDecideCommand.self, DocumentDecideCommand.self, DecideCommand.self,
            TickCommand.self, ChildrenCommand.self,
            ThresholdCommand.self, ReplayCommand.self, MakeNightCommand.self, RingCommand.self, LimitsCommand.self,
            LatencyCommand.self, ShardsCommand.self,
            JournalRowsCommand.self, AlertsCommand.self, StormCommand.self, PostCommand.self, CommitCommand.self,
        ])
}

/// What every scenario asks.
struct ScenarioOptions: ParsableArguments {
    @Option(help: "Children on the ward, each with a source of their own.")
    var children = 1

    @Flag(help: "Allocate once a reading on purpose, to prove that a count of allocations would see it.")
    var allocatePerReading = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...BenchWard.greatestChildCount).contains(children) else {
            throw ValidationError("--children is \(children): give 1 to \(BenchWard.greatestChildCount).")
        }
    }
}

extension DeviceProtocol: ExpressibleByArgument {}
extension DocumentFormat: ExpressibleByArgument {}
