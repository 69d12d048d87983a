import Glibc

/// A folder of profiles on disk: `NAME.yaml` in it, and `profile.yaml` or `profile-NAME.yaml` in its subfolders, which is
/// how `devices/` of this project is laid out.
extension DeviceCatalogue {
    /// This catalogue with a site's own profiles; one with the id of another takes its place.
    ///
    /// - Parameters:
    ///   - folder: its path, absolute or from the working folder.
    ///   - knownProtocols: names of the decoders there are; with `nil` any name is taken.
    /// - Throws: every defect of every file, and a folder or a file that cannot be read.
    public func reading(
        folder: String, knownProtocols: [String]? = nil
    ) throws(ConfigurationDefects) -> DeviceCatalogue {
        var found: [DeviceProfile] = []
        var defects: [ConfigurationDefect] = []
        var fileOfID: [String: String] = [:]
        for path in try Self.profilePaths(in: folder) {
            let list = DefectList(file: path, manual: DeviceProfileReader.manual)
            do {
                let file = try LoadedFile.read(path, byteLimit: Limits.profileByteCount)
                let profile = DeviceProfileReader.read(file.bytes, knownProtocols: knownProtocols, list)
                if let profile, let first = fileOfID.updateValue(path, forKey: profile.id) {
                    list.add(line: 0, key: "id", "'\(profile.id)' is the id of \(first) too", "Give each its own")
                }
                if let profile { found.append(profile) }
            } catch {
                list.add(line: 0, key: "", error.description, error.suggestion)
            }
            defects += list.defects
        }
        guard defects.isEmpty else { throw ConfigurationDefects(defects) }
        return DeviceCatalogue(all + found)
    }

    /// The files that may be profiles, in order of their paths.
    private static func profilePaths(in folder: String) throws(ConfigurationDefects) -> [String] {
        func refusal(_ reason: String, _ suggestion: String) -> ConfigurationDefects {
            ConfigurationDefects([
                ConfigurationDefect(file: folder, line: 0, key: "", reason: reason, suggestion: suggestion)
            ])
        }
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, access(folder, R_OK | X_OK) == 0 else {
            throw refusal(
                "is not a folder this user may read",
                "Check the name; a relative path starts at the folder of the daemon file")
        }
        // A folder's own * and ? stand for themselves.
        let plain = folder.map { "\\*?[".contains($0) ? "\\\($0)" : String($0) }.joined()
        var paths: [String] = []
        for pattern in ["/*.yaml", "/*/profile.yaml", "/*/profile-*.yaml"] {
            var found = glob_t()
            defer { globfree(&found) }
            switch glob(plain + pattern, 0, nil, &found) {
            case 0: break
            case GLOB_NOMATCH: continue
            default: throw refusal("cannot be looked through", "Check the folder and its subfolders")
            }
            guard found.gl_pathc <= Limits.profileCount else {
                throw refusal("holds more than \(Limits.profileCount) profiles", "Name a folder of profiles alone")
            }
            for index in 0..<Int(found.gl_pathc) {
                if let path = found.gl_pathv[index] { paths.append(String(cString: path)) }
            }
        }
        guard paths.count <= Limits.profileCount else {
            throw refusal("holds more than \(Limits.profileCount) profiles", "Name a folder of profiles alone")
        }
        return paths.sorted()
    }
}
