package import Checkpoints
package import Tensors

/// A CLIP with a vision transformer, described by its sizes.
package enum SyntheticArchitecture: String, CaseIterable, Sendable {
    /// Two blocks of width 64: the same structure in less than a megabyte.
    case tiny
    /// ViT-B/32 with its text tower: 151,277,313 parameters.
    case vitB32 = "vit-b-32"
    /// ViT-B/16 with its text tower: 149,620,737 parameters.
    case vitB16 = "vit-b-16"
    /// ViT-L/14 with its text tower: 427,616,513 parameters.
    case vitL14 = "vit-l-14"
}

extension SyntheticArchitecture {
    /// The tensors of a checkpoint, tower by tower and from the input to the output.
    ///
    /// - Parameters:
    ///   - layout: The names, and whether query, key and value are packed.
    ///   - type: The type of every element.
    /// - Returns: One declaration per tensor, `logit_scale` last.
    /// - Complexity: O(tensors).
    package func tensors(
        layout: SyntheticLayout = .huggingFace,
        type: FloatingPointType = .f32
    ) -> [TensorDeclaration] {
        catalogue(layout: layout).map {
            TensorDeclaration(name: $0.name, type: type.elementType, shape: $0.shape)
        }
    }

    /// The number of parameters of both towers, the logit scale included.
    ///
    /// - Complexity: O(tensors).
    package var parameterCount: Int {
        catalogue(layout: .openAI).reduce(0) { $0 + $1.shape.elementCount }
    }

    func catalogue(layout: SyntheticLayout) -> [SyntheticTensor] {
        TensorCatalogue(dimensions: dimensions, layout: layout).tensors
    }
}

extension SyntheticArchitecture {
    var dimensions: ArchitectureDimensions {
        switch self {
        case .tiny: .tiny
        case .vitB32: .base(patchSize: 32)
        case .vitB16: .base(patchSize: 16)
        case .vitL14: .large
        }
    }
}

/// The naming scheme and packing of a synthetic checkpoint.
package enum SyntheticLayout: String, CaseIterable, Sendable {
    /// The names of Hugging Face transformers, with separate query, key and value.
    case huggingFace = "huggingface"
    /// The names of OpenAI's CLIP and open_clip, with query, key and value packed.
    case openAI = "openai"
}
