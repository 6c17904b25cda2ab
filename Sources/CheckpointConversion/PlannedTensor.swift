internal import CLIPModels
internal import Checkpoints
internal import Tensors

/// One tensor of the output, and how its bytes come about.
struct PlannedTensor: Sendable {
    let translated: TranslatedTensor
    /// The type in the output.
    let type: ElementType

    var declaration: TensorDeclaration {
        TensorDeclaration(name: translated.name, type: type, shape: translated.shape)
    }

    init(_ translated: TranslatedTensor, outputType: FloatingPointType?) {
        self.translated = translated
        let converts = translated.type.isArithmetic
        type = converts ? outputType?.elementType ?? translated.type : translated.type
    }
}
