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
    /// - Returns: For each path its name.
    /// - Complexity: O(n^2) for n paths.
    public static func distinguishing(_ paths: [String]) -> [String: String] {
        let components = Dictionary(
            paths.map { ($0, $0.split(separator: "/")) },
            uniquingKeysWith: { first, _ in first }
        )
        return components.mapValues { own in
            let others = components.values.filter { $0 != own }
            let count = (1...max(own.count, 1)).first { count in
                !others.contains { $0.suffix(count) == own.suffix(count) }
            }
            return own.suffix(count ?? own.count).joined(separator: "/")
        }
    }

    private static let endings = [".safetensors.index.json", ".safetensors", ".pt", ".pth", ".bin"]
}
