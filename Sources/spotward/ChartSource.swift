import ArgumentParser
import Charts
import Configuration
import Crypto
import Glibc
import Vitals

/// Where a chart command takes its chart from: the one compiled in, or a file.
struct ChartSource: ParsableArguments {
    @Option(
        name: .customLong("file"),
        help: ArgumentHelp("Read this chart file in place of the one compiled in.", valueName: "chart.yaml"))
    var path: String?

    /// The chart, checked. Says on standard error what is wrong with it and leaves with a status of `sysexits.h`.
    func edition() throws -> ChartEdition {
        let bytes = if let path { try Self.read(path) } else { ChartFile.embedded }
        let hash = SHA256.hash(data: bytes).hexadecimal
        do {
            return try ChartFile.read(bytes, file: path ?? ChartFile.embeddedName, hash: hash)
        } catch {
            StandardError.complain(error.description)
            throw ExitCode(EX_CONFIG)
        }
    }

    /// Reads one byte more than a chart file may have, so that a longer one is refused by its length.
    private static func read(_ path: String) throws -> [UInt8] {
        let input = try InputFile(path)
        var bytes: [UInt8] = []
        while bytes.count <= ChartFile.byteLimit, let piece = try input.next() { bytes += piece }
        return bytes
    }
}
