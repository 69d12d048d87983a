import Vitals

@testable import Configuration

/// A sound daemon file to spoil, and short ways to read one.
enum Ward {
    static let now = WallInstant(microseconds: 1_795_262_400_000_000)  // 2026-11-21T12:00:00Z
    static let protocols = ["nonin-df2", "nonin-df7", "contec-5byte", "contec-v7"]

    static let sound = """
        hub:
          id: hub-demo
        state: /var/lib/spotward
        admissions:
          - id: adm-7f3a
            born_on: 2024-03-02
            admitted_at: 2026-11-21T09:00:00Z
            label: AB
            cadence: 4h
            limits:
              - {vital_sign: hr, low: 60, high: 190, author: "Dr A Example", reason: "lung disease", until: 2026-12-01T00:00:00Z}
          - id: adm-c021
            born_on: 2017-08-30
            admitted_at: 2026-11-20T16:30:00+00:00
        ports:
          devices:
            - {name: left, path: /dev/left, profile: contec-cms50e, child: adm-7f3a, serial: {baud: 19200, parity: odd, stop_bits: 1, data_bits: 8}}
            - {name: right, path: /dev/right, profile: nonin-xpod-3012-df2, child: adm-c021}
          folders:
            - {name: drop, path: drop, child: adm-7f3a, mode: spot, max_bytes: 1MiB}
        endpoints:
          - name: team
            url: https://127.0.0.1:8443/alerts
            secret_file: secret.txt
            ca_file: ca.pem
        recordings: {keep: 64MiB, segment: 1MiB}
        clock: {speed: 1}

        """

    static func reader(_ text: String) -> DaemonFileReader {
        DaemonFileReader(
            file: LoadedFile(path: "ward.yaml", bytes: Array(text.utf8)), knownProtocols: protocols, now: now,
            credentialsDirectory: nil)
    }

    static func read(_ text: String) -> ConfigurationReading {
        var reader = reader(text)
        return reader.read { "\($0.count)" }
    }

    /// The sound file with one text in it replaced, read.
    static func read(replacing old: String, with new: String) -> ConfigurationReading {
        precondition(sound.contains(old), "the sound file holds \(old)")
        return read(sound.replacing(old, with: new, maxReplacements: 1))
    }

    /// What was wrong, as `LINE: KEY: REASON`.
    static func defects(replacing old: String, with new: String) -> [String] {
        read(replacing: old, with: new).defects.map { "\($0.line): \($0.key): \($0.reason)" }
    }

    static func defects(_ text: String) -> [String] {
        read(text).defects.map { "\($0.line): \($0.key): \($0.reason)" }
    }
}

/// What is wrong with a text as YAML alone.
func yamlDefects(_ bytes: [UInt8]) -> [String] {
    let defects = DefectList(file: "file.yaml")
    _ = YAMLReader.read(bytes, defects)
    return defects.defects.sorted().map { "\($0.line): \($0.key): \($0.reason)" }
}

func yamlDefects(_ text: String) -> [String] { yamlDefects(Array(text.utf8)) }
