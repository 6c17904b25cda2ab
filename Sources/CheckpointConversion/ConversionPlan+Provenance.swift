internal import CLIPModels
internal import Checkpoints
internal import Tensors
internal import TextFormats

extension ConversionPlan {
    /// The input's metadata, and what was done: no times, hosts or folders.
    func provenance() throws -> [String: String] {
        var metadata = checkpoint.metadata
        for name in checkpoint.tiedNames.keys { metadata[name] = nil }
        metadata.merge(tiedNames()) { kept, _ in kept }
        let record = Record(
            checkpoint: Self.name(of: checkpoint.path),
            from: source.dialect.rawValue,
            to: target.dialect.rawValue,
            dtype: request.outputType.map { $0.elementType.name } ?? "base"
        )
        metadata["stockpot.conversion"] = try JSONValue(encoding: record).text(.compact)
        let vision = checkpoint.visionMetadata(
            headCount: request.headCount,
            activation: request.activation
        )
        metadata.merge(vision) { _, new in new }
        metadata.merge(Self.origin(of: source, replacedBy: target)) { _, new in new }
        return metadata
    }

    /// The input's tied names in the naming of the output, as far as it has them.
    private func tiedNames() -> [String: String] {
        checkpoint.tiedNames.reduce(into: [:]) { result, pair in
            guard let name = source.name(pair.key, in: target) else { return }
            result[name] = source.name(pair.value, in: target)
        }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private struct Record: Encodable {
        let checkpoint: String
        let from: String
        let to: String
        let dtype: String
    }
}

// MARK: - The way back

extension ConversionPlan {
    private static let (dialectKey, prefixKey, textPrefixKey, omissionKey) = (
        "stockpot.source_dialect", "stockpot.source_prefix", "stockpot.source_text_prefix",
        "stockpot.source_omission"
    )

    /// The naming that is given up, so that the way back leads to the same names.
    private static func origin(
        of source: TensorNaming,
        replacedBy target: TensorNaming
    ) -> [String: String] {
        guard source.dialect != target.dialect else { return [:] }
        var origin = [
            dialectKey: source.dialect.rawValue, prefixKey: source.prefix,
            textPrefixKey: source.textPrefix,
        ]
        if !source.omission.isEmpty { origin[omissionKey] = source.omission }
        return origin
    }

    /// The naming of the output: the input's own, the one it was converted from before, or what
    /// the tools of the dialect write.
    static func target(
        of checkpoint: Checkpoint,
        _ source: TensorNaming,
        _ request: ConversionRequest
    ) -> TensorNaming {
        let naming = target(of: checkpoint, source, dialect: request.dialect)
        guard let prefix = request.prefix else { return naming }
        return TensorNaming(
            dialect: naming.dialect,
            prefix: prefix,
            textPrefix: naming.textPrefix,
            omission: naming.omission
        )
    }

    private static func target(
        of checkpoint: Checkpoint,
        _ source: TensorNaming,
        dialect: Dialect?
    ) -> TensorNaming {
        guard let dialect, dialect != source.dialect else { return source }
        let metadata = checkpoint.metadata
        if metadata[dialectKey] == dialect.rawValue, let prefix = metadata[prefixKey],
            let textPrefix = metadata[textPrefixKey], isPrefix(prefix),
            ["", "text."].contains(textPrefix)
        {
            let omitted = metadata[omissionKey] == "vision_model."
            return TensorNaming(
                dialect: dialect,
                prefix: prefix,
                textPrefix: textPrefix,
                omission: omitted && dialect == .huggingFace ? "vision_model." : ""
            )
        }
        // Fine-tuning projects keep the tower beside the head, as `model`.
        let hasHead = checkpoint["classification_head.weight"] != nil
        return TensorNaming(dialect: dialect, prefix: dialect == .openAI && hasHead ? "model." : "")
    }

    /// Whether metadata's text can be the beginning of tensors' names.
    private static func isPrefix(_ text: String) -> Bool {
        text.isEmpty
            || text.hasSuffix(".") && text.utf8.count <= 256
                && PrintableText.escaped(text) == text
    }
}
