/// Paths as text. Only text: whether two names reach one folder through a link is found where they are opened.
enum FilePath {
    /// `path` from `folder`, without `.`, `..` and doubled slashes; absolute when either is.
    static func resolve(_ path: String, in folder: String) -> String {
        normalise(path.utf8.first == slash ? path : folder + "/" + path)
    }

    /// The folder a file lies in; `.` for a bare name.
    static func folder(of path: String) -> String {
        guard let end = path.utf8.lastIndex(of: slash) else { return "." }
        return end == path.utf8.startIndex ? "/" : String(path[..<end])
    }

    static func normalise(_ path: String) -> String {
        let isAbsolute = path.utf8.first == slash
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// Whether one is the other or lies inside it. Both normalised.
    static func overlap(_ a: String, _ b: String) -> Bool { contains(a, b) || contains(b, a) }

    /// Whether `path` is the folder or lies in it. Both normalised.
    static func contains(_ folder: String, _ path: String) -> Bool {
        if folder == path || folder == "/" { return true }
        if folder == "." { return path.utf8.first != slash && !path.hasPrefix("..") }
        return path.hasPrefix(folder + "/")
    }

    private static let slash = UInt8(ascii: "/")
}
