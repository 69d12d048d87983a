import Alarms
import Vitals

extension DaemonConfiguration {
    /// Reads the daemon file and the rules and chart files it names.
    ///
    /// - Parameters:
    ///   - path: the daemon file. Relative paths inside it start at its folder.
    ///   - knownProtocols: the names a device's `protocol:` may have.
    ///   - catalogue: the profiles a device's `profile:` may name, beside those of the folder the file names; `nil` for
    ///     those compiled in.
    ///   - now: decides only what is warned about: ended limits, admissions to come.
    ///   - credentialsDirectory: the service manager's `CREDENTIALS_DIRECTORY`, where there is one.
    ///   - hash: SHA-256 in hex; this module has no cryptography.
    public static func load(
        path: String, knownProtocols: [String], catalogue: DeviceCatalogue? = nil, now: WallInstant,
        credentialsDirectory: String?, hash: ([UInt8]) -> String
    ) -> ConfigurationReading {
        let file: LoadedFile
        do {
            file = try LoadedFile.read(path)
        } catch {
            let defect = ConfigurationDefect(
                file: path, line: 0, key: "", reason: "\(error)", suggestion: error.suggestion)
            return ConfigurationReading(configuration: nil, defects: [defect], warnings: [])
        }
        var reader = DaemonFileReader(
            file: file, knownProtocols: knownProtocols, catalogue: catalogue, now: now,
            credentialsDirectory: credentialsDirectory)
        return reader.read(hash)
    }
}

/// Reads one daemon file, top to bottom in the order of its manual.
struct DaemonFileReader {
    let file: LoadedFile
    let knownProtocols: [String]
    let catalogue: DeviceCatalogue?
    let now: WallInstant
    let credentialsDirectory: String?
    let defects: DefectList
    /// The rules file keeps a list of its own: its defects carry its name.
    private(set) var rulesDefects: DefectList?
    private(set) var chartFile: LoadedFile?

    /// Of the site's own profiles, each with the name of its file.
    private(set) var profileDefects: [ConfigurationDefect] = []

    init(
        file: LoadedFile, knownProtocols: [String], catalogue: DeviceCatalogue? = nil, now: WallInstant,
        credentialsDirectory: String?
    ) {
        self.file = file
        self.knownProtocols = knownProtocols
        self.catalogue = catalogue
        self.now = now
        self.credentialsDirectory = credentialsDirectory
        defects = DefectList(file: file.path)
    }

    mutating func read(_ hash: ([UInt8]) -> String) -> ConfigurationReading {
        var configuration: DaemonConfiguration?
        if let root = YAMLReader.read(file.bytes, defects) {
            configuration = Field(node: root, path: "", defects: defects).mapping { read(&$0, hash) }
        }
        let all = defects.defects + (rulesDefects?.defects ?? []) + profileDefects
        return ConfigurationReading(
            configuration: all.isEmpty ? configuration : nil, defects: inReadingOrder(all),
            warnings: defects.warnings.sorted { $0.line < $1.line }, chartFile: chartFile)
    }

    private mutating func read(_ daemon: inout StrictMapping, _ hash: ([UInt8]) -> String) -> DaemonConfiguration? {
        let folder = FilePath.folder(of: file.path)
        let hub = daemon.required("hub")?.mapping { HubReader.read(&$0, in: folder) }
        let stateField = daemon.required("state")
        let state = stateField?.path(in: folder)

        var admissionReader = AdmissionReader(defects: defects, now: now)
        let admissions = admissionReader.read(daemon.optional("admissions"))
        let profiles = readProfiles(daemon.optional("devices"), in: folder)
        var sourceReader = SourceReader(
            defects: defects, folder: folder, stateFolder: state, knownProtocols: knownProtocols,
            profiles: profiles, children: admissions.map { $0?.id })
        sourceReader.read(daemon.optional("ports"))
        let socket = ControlReader(defects: defects, folder: folder, folders: sourceReader.folders)
            .socket(daemon.optional("control"), stateField, state: state)
        warnOfChildrenWithoutSource(admissions, sourceReader, lines: admissionReader.lines)

        let (rules, rulesIdentity) = readRules(daemon.optional("rules"), in: folder, hash)
        chartFile = load(daemon.optional("chart"), in: folder)
        var endpointReader = EndpointReader(
            defects: defects, folder: folder, credentialsDirectory: credentialsDirectory)
        let endpointsField = daemon.required("endpoints")
        let endpoints = endpointReader.read(endpointsField)
        if let endpointsField, endpointReader.isSound, rulesDefects?.defects.isEmpty ?? true {
            LadderReach(rules: rules, endpoints: endpoints, field: endpointsField).check()
        }
        let recordings = daemon.optional("recordings")?.mapping { readRecordings(&$0) } ?? RecordingBudget()
        let retention = daemon.optional("retention")?.mapping { readRetention(&$0) } ?? RetentionPeriods()
        let clockSpeed = daemon.optional("clock")?.mapping { readClock(&$0) } ?? 1

        guard let hub, let state, let socket else { return nil }
        return DaemonConfiguration(
            file: file, hash: hash(file.bytes), hubID: hub.id, hubPhone: hub.phone, hubInstructions: hub.instructions,
            shards: hub.shards, annunciate: hub.annunciate, secondRoute: hub.secondRoute,
            heartbeatPeriod: hub.heartbeatPeriod,
            sendsCanary: hub.sendsCanary ?? (clockSpeed == 1), hasSafeMode: hub.hasSafeMode, stateFolder: state,
            controlSocket: socket,
            plan: WardPlan(admissions: admissions.compactMap(\.self), sources: sourceReader.sources + [.entered]),
            declinedFloors: admissionReader.declinedFloors, devices: sourceReader.devices,
            folders: sourceReader.folders, endpoints: endpoints, rules: rules,
            rulesIdentity: rulesIdentity, chartFile: chartFile, chartHash: chartFile.map { hash($0.bytes) },
            recordings: recordings, retention: retention, clockSpeed: clockSpeed)
    }

    // MARK: Files it names

    /// The profiles there are, with the site's own where a folder of them is named.
    private mutating func readProfiles(_ field: Field?, in folder: String) -> ProfileShelf {
        guard let path = field?.path(in: folder) else { return ProfileShelf(catalogue) }
        do throws(ConfigurationDefects) {
            return ProfileShelf(
                try (catalogue ?? .embedded).reading(folder: path, knownProtocols: knownProtocols))
        } catch {
            profileDefects = error.list
            return ProfileShelf(catalogue)
        }
    }

    private mutating func readRules(
        _ field: Field?, in folder: String, _ hash: ([UInt8]) -> String
    ) -> (AlarmRules, RulesIdentity) {
        var result = (rules: AlarmRules(), identity: RulesIdentity())
        if let rulesFile = load(field, in: folder) {
            let rulesDefects = DefectList(file: rulesFile.path)
            self.rulesDefects = rulesDefects
            result = RulesFile.read(rulesFile.bytes, hash: hash(rulesFile.bytes), rulesDefects) ?? result
        }
        if !result.identity.isRatified {
            defects.warn(
                .rulesUnratified, key: "rules", "nobody has approved the alarm rules: a clinical safety officer must")
        }
        return result
    }

    /// The file a key names; a file that cannot be read is a defect of that key.
    private func load(_ field: Field?, in folder: String) -> LoadedFile? {
        guard let field, let path = field.path(in: folder) else { return nil }
        do throws(FileRefusal) {
            return try LoadedFile.read(path)
        } catch {
            field.refuse("the file \(path) \(error)", error.suggestion)
            return nil
        }
    }

    // MARK: The short parts

    private func readRecordings(_ recordings: inout StrictMapping) -> RecordingBudget? {
        var budget = RecordingBudget()
        let keep = recordings.optional("keep")
        if let value = keep?.byteCount(in: Limits.recordingByteCount) { budget.keepByteCount = value }
        let segment = recordings.optional("segment")
        if let value = segment?.byteCount(in: Limits.segmentByteCount) { budget.segmentByteCount = value }
        if budget.segmentByteCount * 2 > budget.keepByteCount {
            (segment ?? keep)?.refuse(
                "segment \(Quantity.sizeText(budget.segmentByteCount)) is more than half of keep",
                "A full segment must be kept while the next is written")
        }
        return budget
    }

    private func readRetention(_ retention: inout StrictMapping) -> RetentionPeriods? {
        var periods = RetentionPeriods()
        let readings = retention.optional("readings")
        if let value = readings?.duration(in: Limits.retention) { periods.readings = value }
        if let value = retention.optional("recordings")?.duration(in: Limits.retention) { periods.recordings = value }
        let episodes = retention.optional("episodes")
        if let value = episodes?.duration(in: Limits.episodeRetention) { periods.episodes = value }
        if periods.episodes < periods.readings {
            (episodes ?? readings)?.refuse(
                "readings are kept longer than the episodes they raised", "Keep episodes at least as long as readings")
        }
        return periods
    }

    private func readClock(_ clock: inout StrictMapping) -> Double? {
        guard let field = clock.optional("speed"), let speed = field.number(in: Limits.clockSpeed) else { return 1 }
        if speed != 1 {
            defects.warn(
                .clockNotLife, line: field.node.line, key: field.path,
                "the clock runs \(Quantity.text(speed)) times as fast as life: every message is marked as a test")
        }
        return speed
    }

    private func warnOfChildrenWithoutSource(_ admissions: [Admission?], _ reader: SourceReader, lines: [Int]) {
        // A folder without a child takes rows that name anyone.
        guard !reader.folders.contains(where: { $0.child == nil }) else { return }
        let bound = Set(reader.sources.compactMap(\.child))
        for ((position, admission), line) in zip(admissions.enumerated(), lines) {
            guard let admission, !bound.contains(ChildIndex(UInt32(position))) else { continue }
            defects.warn(
                .childWithoutSource, line: line, key: "admissions[\(position + 1)]",
                "no source brings readings for \(admission.id): only its silence will be told")
        }
    }

    /// The daemon file's first, then those of the files it names.
    private func inReadingOrder(_ all: [ConfigurationDefect]) -> [ConfigurationDefect] {
        all.filter { $0.file == file.path }.sorted() + all.filter { $0.file != file.path }.sorted()
    }
}
