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

    private static let endings = [".safetensors.index.json", ".safetensors", ".pt", ".pth", ".bin"]
}
