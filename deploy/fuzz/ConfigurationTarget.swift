import Vitals

@testable import Configuration

/// The files an operator writes: any bytes give a configuration or defects with their places, and never both or neither.
extension Target {
    static let daemonFile = Target(name: "daemon-file") { input in
        var reader = DaemonFileReader(
            file: LoadedFile(path: "ward.yaml", bytes: input.bytes), knownProtocols: ["contec-5byte", "nonin-df2"],
            now: WallInstant(microseconds: 1_795_305_600_000_000), credentialsDirectory: nil)
        let reading = reader.read { _ in "" }
        must((reading.configuration == nil) == !reading.defects.isEmpty, "neither a configuration nor a defect")
        let lineCount = input.bytes.count { $0 == 0x0A } + 1
        for defect in reading.defects where defect.file == "ward.yaml" {
            must(
                (0...lineCount).contains(defect.line) && !defect.reason.isEmpty, "a defect without its place: \(defect)"
            )
        }
    }

    static let rulesFile = Target(name: "rules-file") { input in
        do { _ = try RulesFile.read(input.bytes, file: "rules.yaml", hash: "") } catch {
            must(!"\(error)".isEmpty, "a refusal without words")
        }
    }

    static let deviceProfile = Target(name: "device-profile") { input in
        let defects = DefectList(file: "profile.yaml")
        let profile = DeviceProfileReader.read(input.bytes, knownProtocols: nil, defects)
        must(profile != nil || !defects.defects.isEmpty, "neither a profile nor a defect")
    }

    /// PEM as it lies in a file, and DER as it lies within.
    static let certificates = Target(name: "certificates") { input in
        let inside = PEMText(input.bytes).certificates.compactMap(\.self)
        for term in ([input.bytes] + inside).compactMap({ CertificateTerm(der: $0) }) {
            must(term.step(at: term.ends) == .ended, "a certificate that has ended and goes on")
        }
    }
}
