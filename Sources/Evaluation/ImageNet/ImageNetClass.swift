/// One of ImageNet's thousand classes.
struct ImageNetClass: Sendable, Equatable {
    /// The label.
    let index: Int
    /// The WordNet id, by which folders are called; the labels follow its order.
    let wordNetID: String
    /// Whether ImageNet-R has it.
    let isInR: Bool
    /// Whether ImageNet-A has it.
    let isInA: Bool

    /// All classes in the order of their labels.
    static let all: [ImageNetClass] = imageNetClassText.split(whereSeparator: \.isWhitespace)
        .enumerated().map { index, entry in
            ImageNetClass(
                index: index,
                wordNetID: "n" + entry.prefix(8),
                isInR: entry.contains("r"),
                isInA: entry.contains("a")
            )
        }
}
