internal import Checkpoints
internal import FoundationEssentials
internal import Merging
internal import Tensors

extension MergePlan {
    /// What the output says about its making: the same inputs give the same bytes, so no times,
    /// hosts or folders.
    func provenance(readingInputs: Bool) throws -> [String: String] {
        var metadata = ["stockpot.version": ToolVersion.current, "stockpot.recipe": try recipe()]
        metadata["stockpot.variant"] = request.methods.traits.variant
        if options.recordsChecksums { metadata["stockpot.inputs"] = try checksums(readingInputs) }
        return metadata
    }

    /// The request in one line of JSON, keys sorted, inputs by the last part of their paths.
    private func recipe() throws -> String {
        if let recipe = request.recipe { return recipe }
        return try Self.encode(
            Recipe(
                base: request.base.map(Self.name),
                models: request.models.map(Self.name),
                method: request.methods.traits.name,
                variant: request.methods.traits.variant,
                parameters: request.methods.traits.parameters,
                qkv: request.projections.rawValue,
                ignore: request.ignored,
                dtype: request.outputType.map { $0.elementType.name } ?? "base"
            )
        )
    }

    /// The SHA-256 of every weight file: one list per input, base first; or zeros of the same
    /// length, where only the size of the output is asked for.
    private func checksums(_ readingInputs: Bool) throws -> String {
        try Self.encode(
            try inputs.checkpoints.map { checkpoint in
                let zeros = checkpoint.files.map { _ in String(repeating: "0", count: 64) }
                return readingInputs ? try checkpoint.checksums() : zeros
            }
        )
    }

    private static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

private struct Recipe: Encodable {
    let base: String?
    let models: [String]
    let method: String
    let variant: String?
    let parameters: [String: String]
    let qkv: String
    let ignore: [String]
    let dtype: String
}
