internal import CLIPModels
internal import Checkpoints
internal import Merging
internal import Tensors
internal import TextFormats

extension MergePlan {
    /// What the output says about its making: the same inputs give the same bytes, so no times,
    /// hosts or folders.
    func provenance(readingInputs: Bool) throws -> [String: String] {
        var metadata = inputs.base.tiedNames
        metadata["stockpot.version"] = ToolVersion.current
        metadata["stockpot.recipe"] = try recipe()
        metadata.merge(inputs.base.visionMetadata()) { own, _ in own }
        metadata["stockpot.variant"] = request.methods.traits.variant
        metadata["stockpot.seed"] = request.methods.traits.seed.map { "\($0)" }
        if options.recordsChecksums { metadata["stockpot.inputs"] = try checksums(readingInputs) }
        return metadata
    }

    /// The request in one line of JSON, keys sorted, inputs by the last parts of their paths.
    func recipe() throws -> String {
        if let recipe = request.recipe { return recipe }
        let parameters = request.methods.traits.parameters
        let options = RecipeOptions(request)
        let names = ModelName.distinguishing(request.inputs)
        return try Self.encode(
            Recipe(
                merge_method: request.methods.traits.name,
                base_model: request.base.map { names[$0] ?? $0 },
                models: request.models.map { Recipe.Model(model: names[$0] ?? $0) },
                parameters: parameters.isEmpty ? nil : parameters,
                out_dtype: request.outputType?.nameInPyTorch,
                stockpot: options.isStandard ? nil : options
            )
        )
    }

    /// The SHA-256 of every weight file: one list per input, base first; or zeros of the same
    /// length, where only the size of the output is asked for.
    private func checksums(_ readingInputs: Bool) throws -> String {
        let checkpoints =
            request.assembly == nil
            ? Array(inputs.opened)
            : try request.inputs.map { try Checkpoint.open($0, pyTorch: request.pyTorch) }
        return try Self.encode(
            try checkpoints.map { checkpoint in
                let zeros = checkpoint.files.map { _ in String(repeating: "0", count: 64) }
                return readingInputs ? try checkpoint.checksums() : zeros
            }
        )
    }

    private static func encode(_ value: some Encodable) throws -> String {
        try JSONValue(encoding: value).text(.compact)
    }
}

/// What a recipe of the same merge says, in mergekit's terms.
private struct Recipe: Encodable {
    struct Model: Encodable {
        let model: String
    }

    let merge_method: String
    let base_model: String?
    let models: [Model]
    let parameters: [String: String]?
    let out_dtype: String?
    let stockpot: RecipeOptions?
}

/// The variant, how layers are formed, and which tensors form none.
private struct RecipeOptions: Encodable {
    let variant: String?
    let qkv: String?
    let ignore: [String]?

    init(_ request: MergeRequest) {
        variant = request.methods.traits.variant
        qkv = request.projections == .asStored ? nil : request.projections.rawValue
        ignore = request.ignored.isEmpty ? nil : request.ignored
    }

    var isStandard: Bool { variant == nil && qkv == nil && ignore == nil }
}
