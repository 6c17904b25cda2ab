/// One tensor in OpenAI's naming, and where Hugging Face's naming has the same numbers.
public struct KeyCorrespondence: Sendable, Hashable {
    /// How Hugging Face stores what OpenAI stores as one tensor.
    public enum Form: Sendable, Hashable {
        /// As one tensor, unchanged.
        case same
        /// As one matrix, transposed.
        case transposed
        /// As three tensors: the thirds along the first dimension.
        case thirds
    }

    /// The name in OpenAI's and open_clip's naming, without prefix.
    public let openAI: String
    /// The names in Hugging Face's naming: three of them for thirds, in order, else one.
    public let huggingFace: [String]
    /// What happens to the numbers.
    public let form: Form

    /// The names in a dialect, or none for the unknown one.
    public func names(in dialect: Dialect) -> [String] {
        switch dialect {
        case .openAI: [openAI]
        case .huggingFace: huggingFace
        case .unknown: []
        }
    }

    /// The correspondence of a block, from that of all blocks.
    func numbered(_ number: String) -> KeyCorrespondence {
        KeyCorrespondence(
            openAI: openAI.replacing("#", with: number),
            huggingFace: huggingFace.map { $0.replacing("#", with: number) },
            form: form
        )
    }
}
