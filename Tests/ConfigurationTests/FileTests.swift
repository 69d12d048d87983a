import Alarms
import Foundation
import Testing

@testable import Configuration

struct FileTests {
    private func load(_ path: String, credentialsDirectory: String? = nil) -> ConfigurationReading {
        DaemonConfiguration.load(
            path: path, knownProtocols: Ward.protocols, now: Ward.now, credentialsDirectory: credentialsDirectory,
            hash: { "hash-of-\($0.count)" })
    }

    @Test func aWardAndTheFilesItNamesAreLoadedAndHashed() throws {
        let folder = try TemporaryFolder()
        try folder.write("version: 1\napproved_by: Dr B\napproved_on: 2026-11-01\n", to: "rules.yaml")
        try folder.write("name: other\n", to: "chart.yaml")
        let text = Ward.sound + "rules: rules.yaml\nchart: chart.yaml\n"
        let path = try folder.write(text, to: "ward.yaml")
        let reading = load(path)
        let configuration = try reading.get()
        #expect(configuration.hash == "hash-of-\(text.utf8.count)")
        #expect(configuration.file.bytes == Array(text.utf8))
        #expect(configuration.rulesIdentity.hash == "hash-of-53")
        #expect(configuration.rulesIdentity.isRatified)
        #expect(configuration.chartFile?.bytes == Array("name: other\n".utf8))
        #expect(configuration.chartHash == "hash-of-12")
        #expect(configuration.folders.first?.path == folder.path + "/drop")
        #expect(configuration.recordings.keepByteCount == 64 << 20)
        #expect(configuration.retention == RetentionPeriods())
        let days = Ward.reader(Ward.sound + "retention: {readings: 1d, recordings: 2d, episodes: 3650d}\n")
        var reader = days
        let kept = try #require(reader.read { _ in "" }.configuration?.retention)
        #expect(kept.readings == .seconds(86_400) && kept.recordings == .seconds(2 * 86_400))
        #expect(kept.episodes == .seconds(3_650 * 86_400))
        #expect(Set(reading.warnings.map(\.kind)) == [.floorsNotSet, .reviewerNotApart])
    }

    @Test func withoutARulesFileTheBuiltInRulesAreUsedAndWarnedOf() throws {
        let folder = try TemporaryFolder()
        let reading = load(try folder.write(Ward.sound, to: "ward.yaml"))
        #expect(try reading.get().rulesIdentity.hash == "built-in")
        #expect(reading.warnings.first?.kind == .rulesUnratified)
        #expect(reading.warnings.count { $0.kind == .rulesUnratified } == 1)
    }

    @Test func defectsOfBothFilesAreToldTheDaemonFilesFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write("version: 2\n", to: "a-rules.yaml")
        let path = try folder.write(
            Ward.sound.replacing("speed: 1", with: "speed: 0") + "rules: a-rules.yaml\nchart: none.yaml\n",
            to: "ward.yaml")
        let reading = load(path)
        #expect(reading.configuration == nil)
        #expect(reading.defects.map(\.key) == ["clock.speed", "chart", "version"])
        #expect(reading.defects.last?.file == folder.path + "/a-rules.yaml")
        #expect(reading.defects.contains { $0.key == "chart" && $0.reason.hasSuffix("does not exist") })
    }

    @Test func theChartFileIsHandedOutBesideDefects() throws {
        let folder = try TemporaryFolder()
        try folder.write("name: other\n", to: "chart.yaml")
        let path = try folder.write(
            Ward.sound.replacing("speed: 1", with: "speed: 0") + "chart: chart.yaml\n", to: "ward.yaml")
        let reading = load(path)
        #expect(reading.configuration == nil)
        #expect(reading.chartFile?.bytes.count == 12)
    }

    @Test func afileThatCannotBeReadIsOneDefect() throws {
        let folder = try TemporaryFolder()
        #expect(load(folder.path + "/none.yaml").defects.map(\.reason) == ["does not exist"])
        #expect(load(folder.path).defects.map(\.reason) == ["is not a regular file"])
        #expect(load(folder.path + "/a/b").defects.map(\.reason) == ["does not exist"])
        #expect(load("/dev/null").defects.map(\.reason) == ["is not a regular file"])
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(load(pipe).defects.map(\.reason) == ["is not a regular file"])
        let closed = try folder.write(Ward.sound, to: "closed.yaml", mode: 0o000)
        // Root may read everything.
        if geteuid() != 0 { #expect(load(closed).defects.map(\.reason) == ["may not be read by this user"]) }
        let empty = try folder.write("", to: "empty.yaml")
        #expect(load(empty).defects.map(\.description) == ["\(empty): is empty. See docs/configuration.md."])
        let huge = try folder.write([UInt8](repeating: 0x20, count: Limits.fileByteCount + 1), to: "huge.yaml")
        #expect(load(huge).defects.map(\.reason) == ["is larger than 1048576 bytes"])
        let binary = try folder.write((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167) }, to: "binary.yaml")
        #expect(load(binary).defects.count == 1)
    }

    @Test func aFileAtTheLimitIsReadWhole() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([UInt8](repeating: 7, count: 100), to: "f")
        #expect(try LoadedFile.read(path, byteLimit: 100).bytes.count == 100)
        #expect(throws: FileRefusal.tooLarge(byteLimit: 99)) { try LoadedFile.read(path, byteLimit: 99) }
    }
}

struct SecretTests {
    private let word = "correct-horse-battery-staple"

    @Test func aSecretIsReadWithoutItsLineEnd() throws {
        let folder = try TemporaryFolder()
        let source = SecretSource.file(path: try folder.write(word + "\r\n", to: "s"))
        #expect(try source.read(credentialsDirectory: nil) == Array(word.utf8))
    }

    @Test func aCredentialIsReadFromItsDirectory() throws {
        let folder = try TemporaryFolder()
        try folder.write(word, to: "webhook-secret", mode: 0o400)
        let source = SecretSource.credential(name: "webhook-secret")
        #expect(try source.read(credentialsDirectory: folder.path) == Array(word.utf8))
        #expect(throws: SecretRefusal.noCredentialsDirectory) { try source.read(credentialsDirectory: nil) }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o777])
    func aSecretOpenToOthersIsRefused(mode: Int) throws {
        let folder = try TemporaryFolder()
        let source = SecretSource.file(path: try folder.write(word, to: "s", mode: mode))
        #expect(throws: SecretRefusal.openToOthers(mode: UInt32(mode))) { try source.read(credentialsDirectory: nil) }
    }

    @Test func aMissingEmptyOrHugeSecretIsRefused() throws {
        let folder = try TemporaryFolder()
        func refusal(_ bytes: [UInt8]) throws -> SecretRefusal? {
            let source = SecretSource.file(path: try folder.write(bytes, to: "s"))
            do throws(SecretRefusal) {
                _ = try source.read(credentialsDirectory: nil)
                return nil
            } catch { return error }
        }
        #expect(try refusal([]) == .empty)
        #expect(try refusal([0x0A]) == .empty)
        #expect(try refusal([UInt8](repeating: 0x61, count: Limits.secretByteCount)) == nil)
        #expect(
            try refusal([UInt8](repeating: 0x61, count: Limits.secretByteCount + 1))
                == .file(.tooLarge(byteLimit: Limits.secretByteCount)))
        let missing = SecretSource.file(path: folder.path + "/none")
        #expect(throws: SecretRefusal.file(.missing)) { try missing.read(credentialsDirectory: nil) }
        let directory = SecretSource.file(path: folder.path)
        #expect(throws: SecretRefusal.file(.notRegular)) { try directory.read(credentialsDirectory: nil) }
    }

    @Test func certificatesThatAreNotThereAreADefectOnTheirLine() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ca.pem"
        let configuration = try Ward.read(Ward.sound.replacing("ca_file: ca.pem", with: "ca_file: \(path)")).get()
        let missing = configuration.certificateDefects()
        #expect(missing.map(\.line) == [25])
        #expect(missing.map(\.key) == ["endpoints[1].ca_file"])
        #expect(missing.first?.reason.hasSuffix("does not exist") == true)
        try folder.write("no certificate", to: "ca.pem")
        #expect(configuration.certificateDefects().first?.reason.hasSuffix("holds no certificate") == true)
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "ca.pem")
        #expect(configuration.certificateDefects() == [])
    }

    @Test func aRefusedSecretIsADefectOnItsLineAndNeverPrinted() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(word, to: "secret.txt", mode: 0o644)
        let text = Ward.sound.replacing("secret_file: secret.txt", with: "secret_file: \(path)")
        let configuration = try Ward.read(text).get()
        let defects = configuration.secretDefects(credentialsDirectory: nil)
        #expect(defects.map(\.line) == [24])
        #expect(defects.map(\.key) == ["endpoints[1].secret_file"])
        #expect(defects.first?.reason.hasSuffix("is open to other users (mode 0644)") == true)
        #expect(!"\(defects) \(configuration)".contains(word))
        try folder.write(word, to: "secret.txt")
        #expect(configuration.secretDefects(credentialsDirectory: nil) == [])
    }

    @Test func theSecretBeforeIsLookedAtToo() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(word, to: "secret.txt")
        let old = try folder.write("", to: "old.txt")
        let text = Ward.sound.replacing(
            "secret_file: secret.txt", with: "secret_file: \(path)\n    previous_secret_file: \(old)")
        let configuration = try Ward.read(text).get()
        let defects = configuration.secretDefects(credentialsDirectory: nil)
        #expect(defects.map(\.line) == [25])
        #expect(defects.map(\.key) == ["endpoints[1].previous_secret_file"])
        #expect(defects.first?.reason.hasSuffix("is empty") == true)
        try folder.write("another-horse-battery-staple", to: "old.txt")
        #expect(configuration.secretDefects(credentialsDirectory: nil) == [])
    }
}
