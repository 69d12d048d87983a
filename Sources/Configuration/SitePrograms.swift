import Glibc

extension DaemonConfiguration {
    /// Programs of the site's that this user cannot run: found out before the night they are for.
    public var programWarnings: [ConfigurationWarning] {
        [("hub.annunciate", annunciate), ("hub.second_route", secondRoute)].compactMap { key, path in
            guard let path, !Self.isProgram(path) else { return nil }
            return ConfigurationWarning(
                kind: .programNotRunnable, file: file.path, line: 0, key: key,
                reason: "\(path) is no program this user may run: what has reached nobody would not be called this way")
        }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
