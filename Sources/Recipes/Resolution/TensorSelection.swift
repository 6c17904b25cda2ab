internal import Checkpoints
internal import Patterns
internal import TextFormats

/// Which of the tensors that a recipe resolves to are merged, and from which of its inputs.
struct TensorSelection {
    /// What becomes of a tensor that some inputs lack, as mergekit's flat tool has it.
    enum Absence: String, CaseIterable {
        /// It is merged from those that hold it.
        case union
        /// It is left out.
        case intersection
    }

    /// Whether depth counts as 0 everywhere: a gradient is its first value.
    let isFlat: Bool

    private let absence: Absence?
    private let included: [Pattern]
    private let excluded: [Pattern]
    private let directories: [String: TensorDirectory]

    /// Reads `flat`, `tensors`, `include` and `exclude` under `stockpot:`.
    ///
    /// - Throws: `RecipeError` for values of another form, and for slices where depth has no meaning.
    init(_ recipe: Recipe, _ directories: [String: TensorDirectory]) throws(RecipeError) {
        self.directories = directories
        isFlat = try recipe.isFlat
        absence = try recipe.absence
        included = try recipe.patterns("include")
        excluded = try recipe.patterns("exclude")
        let slice = recipe.modules.lazy.flatMap(\.slices).first { $0.layerCount != nil }
        if isFlat, let slice {
            throw slice.sources[0].model.node.error(
                "slices count blocks, and a flat merge knows none; merge without --flat"
            )
        }
    }

    /// A tensor as it is merged; nil for one that is left out.
    func apply(to tensor: ResolvedTensor) throws(RecipeError) -> ResolvedTensor? {
        guard var tensor = try applyAbsence(to: tensor) else { return nil }
        guard isMerged(tensor.name) else { return tensor.copied }
        if tensor.models.isEmpty { tensor.isCopied = true }
        return tensor
    }

    private func isMerged(_ name: String) -> Bool {
        (included.isEmpty || included.contains { $0.isFound(in: name) })
            && !excluded.contains { $0.isFound(in: name) }
    }

    private func applyAbsence(to tensor: ResolvedTensor) throws(RecipeError) -> ResolvedTensor? {
        guard let absence, !tensor.sources.allSatisfy(isHeld) else { return tensor }
        guard absence == .union else { return nil }
        if let base = tensor.base, !isHeld(base) {
            throw base.model.node.error(
                "\(PrintableText.quoted(base.model.name)) lacks "
                    + "\(PrintableText.quoted(base.tensor)), and models cannot be merged around "
                    + "nothing; --intersection leaves such tensors out"
            )
        }
        var tensor = tensor
        tensor.models = tensor.models.filter(isHeld)
        return tensor
    }

    private func isHeld(_ source: ResolvedSource) -> Bool {
        directories[source.model.name]?.holds(source.tensor) ?? false
    }
}

extension ResolvedTensor {
    /// The base's tensor, or the first model's, as it is.
    fileprivate var copied: ResolvedTensor {
        var tensor = self
        tensor.models = base == nil ? Array(models.prefix(1)) : []
        tensor.isCopied = true
        return tensor
    }
}
