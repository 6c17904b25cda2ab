internal import Checkpoints
internal import CLIPModels
internal import Merging
internal import TextFormats

extension MergePlan {
    /// What the output says about its making: the same inputs give the same bytes, so no times,
    /// hosts or folders.
    func provenance(readingInputs: Bool) throws -> CheckpointMetadata {
        var metadata = CheckpointMetadata()
        for (name, stored) in inputs.base.tiedNames { metadata[name.text] = stored.text }
        metadata["stockpot.version"] = ToolVersion.current
        metadata["stockpot.recipe"] = request.text
        let vision = inputs.configured.visionMetadata(
            headCount: request.choices.headCount,
            textHeadCount: request.choices.textHeadCount,
            activation: request.choices.activation
        )
        metadata.add(vision)
        metadata["stockpot.variant"] = traits.variant
        metadata["stockpot.seed"] = traits.seed.map { "\($0)" }
        if options.recordsChecksums { metadata["stockpot.inputs"] = try checksums(readingInputs) }
        return metadata
    }

    /// The SHA-256 of every weight file: one list per input, base first; or zeros of the same
    /// length, where only the size of the output is asked for.
    private func checksums(_ readingInputs: Bool) throws -> String {
        let checkpoints =
            inputs.resolved.assembly == nil
            ? Array(inputs.opened)
            : try request.checkpoints.map { try $0.openModel() }
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

/// The version of this program.
public enum ToolVersion {
    /// The program's name, as outputs and reports state it.
    public static let name = "stockpot"
    /// The program's version, as outputs and reports state it.
    public static let current = "0.1.0"
}
