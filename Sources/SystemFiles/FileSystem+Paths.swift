extension FileSystem {
    /// The path of a name within a folder.
    package static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The folder in which a path's last component is.
    package static func folder(of path: String) -> String {
        let path = withoutTrailingSlashes(path)
        guard let slash = lastSlash(in: path) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path.
    package static func name(of path: String) -> String {
        let path = withoutTrailingSlashes(path)
        guard let slash = lastSlash(in: path) else { return path }
        return String(path.unicodeScalars[path.unicodeScalars.index(after: slash)...])
    }

    // To the system a slash is a byte, even where a combining character follows it.
    private static func lastSlash(in path: String) -> String.Index? {
        path.unicodeScalars.lastIndex(of: "/")
    }

    /// The path from the root that a path means where no link is on it: `.` and `..` are gone.
    package static func absolute(_ path: String) -> String {
        let isWhole = path.utf8.first == UInt8(ascii: "/")
        let whole = isWhole ? path : join(resolved(".") ?? "/", path)
        var parts: [String] = []
        for part in whole.unicodeScalars.split(separator: "/").map({ String($0) }) {
            switch part {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    package static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// Whether a name from a file can be trusted to mean a file in the same folder.
    package static func isPlainName(_ name: String) -> Bool {
        let isHarmless = name.unicodeScalars.allSatisfy {
            $0 != "/" && $0 != "\\" && $0.properties.generalCategory != .control
        }
        let dots = Array("..".utf8)
        let climbs = zip(name.utf8, name.utf8.dropFirst()).contains { [$0, $1] == dots }
        return isHarmless && !climbs && name != "." && (1...255).contains(name.utf8.count)
    }
}
