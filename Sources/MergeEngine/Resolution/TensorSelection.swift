internal import Checkpoints
internal import TextFormats

/// Which of the tensors that a recipe resolves to are merged, and from which of its inputs.
struct TensorSelection: Sendable {
    private let options: RecipeOptions
    private let directories: TensorDirectories

    /// Looks at the options that choose tensors.
    ///
    /// - Throws: `RecipeError` for slices where depth has no meaning.
    init(_ recipe: Recipe, _ directories: TensorDirectories) throws(RecipeError) {
        options = recipe.options
        self.directories = directories
        let slice = recipe.slices.first { $0.layerCount != nil }
        if options.isFlat == true, let slice {
            throw slice.sources[0].model.place.error(
                "slices count blocks, and a flat merge knows none; leave out 'flat'"
            )
        }
    }

    /// Refuses a union where the base lacks a tensor.
    ///
    /// - Throws: `RecipeError` naming the base and the tensor.
    func check(_ tensor: ResolvedTensor) throws(RecipeError) {
        guard options.absence == .union, let base = tensor.base, !isHeld(base) else { return }
        throw base.model.place.error(
            "\(PrintableText.quoted(base.model.name)) lacks "
                + "\(PrintableText.quoted(base.tensor)), and models cannot be merged around "
                + "nothing; 'tensors: intersection' leaves such tensors out"
        )
    }

    /// A tensor as it is merged; nil for one that is left out.
    func apply(to tensor: ResolvedTensor) -> ResolvedTensor? {
        guard var tensor = applyAbsence(to: tensor) else { return nil }
        guard options.merges(tensor.name) else { return tensor.copied }
        if tensor.models.isEmpty { tensor.isCopied = true }
        return tensor
    }

    private func applyAbsence(to tensor: ResolvedTensor) -> ResolvedTensor? {
        guard let absence = options.absence, !tensor.sources.allSatisfy(isHeld) else {
            return tensor
        }
        guard absence == .union else { return nil }
        var tensor = tensor
        tensor.models = tensor.models.filter(isHeld)
        return tensor
    }

    private func isHeld(_ source: ResolvedSource) -> Bool {
        directories[source.model].holds(source.tensor)
    }
}
