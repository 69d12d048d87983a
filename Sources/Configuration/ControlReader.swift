/// The `control:` part of the daemon file: where commands are taken.
struct ControlReader {
    let defects: DefectList
    /// The folder of the configuration file.
    let folder: String
    /// Drop folders: what appears in one is read as a document.
    let folders: [DropFolderConfiguration]

    /// The socket's path: the file's, or `control.sock` in the state folder. `nil` where it is defective or there is no
    /// state folder to put it in.
    func socket(_ control: Field?, _ stateField: Field?, state: String?) -> String? {
        var given: Field?
        control?.mapping { given = $0.optional("socket") }
        if let given { return given.path(in: folder).flatMap { isSound($0, given, state: state) ? $0 : nil } }
        guard let stateField, let state else { return nil }
        let path = FilePath.resolve("control.sock", in: state)
        guard path.utf8.count <= Limits.socketPathByteCount else {
            stateField.refuse(
                "makes the control socket's path \(path.utf8.count) bytes long",
                "A socket's may have \(Limits.socketPathByteCount): add 'control: {socket: …}' with a shorter one")
            return nil
        }
        return path
    }

    private func isSound(_ path: String, _ field: Field, state: String?) -> Bool {
        guard path.utf8.count <= Limits.socketPathByteCount else {
            field.refuse(
                "is a path of \(path.utf8.count) bytes", "A socket's may have \(Limits.socketPathByteCount)")
            return false
        }
        if let dropped = folders.first(where: { FilePath.overlap($0.path, path) }) {
            field.refuse("lies inside, or around, the folder of '\(dropped.name)'", "Give the socket another place")
            return false
        }
        if let state, FilePath.contains(path, state) {
            field.refuse("is, or holds, the state folder", "Name the socket itself, as run/control.sock")
            return false
        }
        return true
    }
}
