extension RegisterFile {
    /// Takes every command about a child who has left out of the file and out of the copy before its last change.
    public func erase(_ child: String) throws(RegisterFileError) {
        let kept = try load()
        let rest = kept.filter { $0.deed.child != child }
        guard rest.count < kept.count || hasPrevious else { return }
        // Twice: the first leaves the text of before as the copy.
        try save(rest)
        try save(rest)
    }
}
