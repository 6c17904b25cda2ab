package import TextFormats

/// The short name of a checkpoint.
public enum ModelName {
    /// The last component of a path, without the ending of a weight file: `model_3` for
    /// `runs/model_3.pt`.
    public static func of(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        for ending in endings where last.hasSuffix(ending) && last != ending {
            return String(last.dropLast(ending.count))
        }
        return last
    }

    /// The last components of paths, as many of each as tell it from all others: `model_3` where one
    /// path ends so, `a/model` and `b/model` where two end in `model`.
    ///
    /// - Returns: For each path its name; the path itself where more than eight components would be
    ///   needed.
    /// - Complexity: O(length of all paths).
    package static func distinguishing(_ paths: [String]) -> [UTF8Key: String] {
        let distinct = Set(paths.map(UTF8Key.init))
        func endings(_ path: UTF8Key) -> [UTF8Key] {
            let components = path.text.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init)
            return (1...8).map { UTF8Key(components.suffix($0).joined(separator: "/")) }
        }
        var owners: [UTF8Key: UTF8Key] = [:]
        var shared: Set<UTF8Key> = []
        for path in distinct {
            for ending in endings(path) {
                guard let owner = owners.updateValue(path, forKey: ending), owner != path else {
                    continue
                }
                shared.insert(ending)
            }
        }
        let names = distinct.map { path in
            (path, endings(path).first { !shared.contains($0) }?.text ?? path.text)
        }
        return Dictionary(uniqueKeysWithValues: names)
    }

    private static let endings = [".safetensors.index.json", ".safetensors", ".pt", ".pth", ".bin"]
}
