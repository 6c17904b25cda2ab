/// A class of ObjectNet that some of ImageNet's classes cover.
struct ObjectNetClass: Sendable, Equatable {
    /// The name of its folder.
    let folder: String
    /// The labels of ImageNet's classes that mean it.
    let outputs: [Int]

    /// The classes in byte order of their folders.
    static let all: [ObjectNetClass] = objectNetClassText.split(whereSeparator: \.isWhitespace)
        .map { entry in
            let parts = entry.split(separator: ":")
            return ObjectNetClass(
                folder: String(parts[0]),
                outputs: parts[1].split(separator: ",").compactMap { Int($0) }
            )
        }
}
