internal import Checkpoints
internal import CLIPModels
internal import Tensors
internal import TextFormats

extension ConversionPlan {
    /// The input's metadata, and what was done: no times, hosts or folders.
    func provenance() throws -> CheckpointMetadata {
        var metadata = checkpoint.metadata
        let tied = checkpoint.tiedNames
        for name in tied.keys { metadata[name.text] = nil }
        // The input's tied names in the naming of the output, as far as it has them.
        for (name, stored) in tied.sorted(by: { $0.key < $1.key }) {
            guard let name = source.name(name.text, in: target), metadata[name] == nil else {
                continue
            }
            metadata[name] = source.name(stored.text, in: target)
        }
        let record = Record(
            checkpoint: Self.name(of: checkpoint.path),
            from: source.dialect.rawValue,
            to: target.dialect.rawValue,
            dtype: request.outputType.map { $0.elementType.name } ?? "base",
            headTemperature: request.headTemperature
        )
        metadata["stockpot.conversion"] = try JSONValue(encoding: record).text(.compact)
        let vision = checkpoint.visionMetadata(
            headCount: request.headCount,
            textHeadCount: request.textHeadCount,
            activation: request.activation
        )
        metadata.add(vision)
        metadata.add(Self.origin(of: source, replacedBy: target))
        return metadata
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private struct Record: Encodable {
        let checkpoint: String
        let from: String
        let to: String
        let dtype: String
        let headTemperature: Double?

        enum CodingKeys: String, CodingKey {
            case checkpoint, from, to, dtype
            case headTemperature = "head_temperature"
        }
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
    ) -> CheckpointMetadata {
        guard source.dialect != target.dialect else { return [:] }
        var origin: CheckpointMetadata = [
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
            ["", TextNames.customPrefix].contains(textPrefix)
        {
            let tower = VisionNames.huggingFaceTower
            let omitted = metadata[omissionKey] == tower
            return TensorNaming(
                dialect: dialect,
                prefix: prefix,
                textPrefix: textPrefix,
                omission: omitted && dialect == .huggingFace ? tower : ""
            )
        }
        // Fine-tuning projects keep the tower next to the head, as `model`.
        let hasHead = checkpoint[HeadNames.ofNormalisedFeatures + ".weight"] != nil
        return TensorNaming(dialect: dialect, prefix: dialect == .openAI && hasHead ? "model." : "")
    }

    /// Whether metadata's text can be the beginning of tensors' names.
    private static func isPrefix(_ text: String) -> Bool {
        text.isEmpty
            || text.hasSuffix(".") && text.utf8.count <= 256
                && PrintableText.escaped(text) == text
    }
}
