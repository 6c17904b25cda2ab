internal import Checkpoints
public import SystemFiles
internal import Tensors
internal import TextFormats

/// The shapes of a vision tower's tensors under OpenAI's names, whatever the stored dialect.
struct VisionShapes {
    private let path: String
    private let naming: TensorNaming
    private let shapes: [UTF8Key: [Int]]

    private static let blocks = BlockNames.beginning(tower: VisionNames.tower)

    init(_ translation: DialectTranslation) {
        path = translation.path
        naming = translation.source
        shapes = Dictionary(
            translation.bareTensors.map { (UTF8Key($0.name), $0.shape.dimensions) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The sizes that follow, after checking every tensor of the tower.
    ///
    /// - Parameters:
    ///   - configuration: What is said about the tower.
    ///   - source: The path of what says it.
    ///   - headSource: The path of what says the number of heads.
    /// - Returns: The sizes.
    /// - Throws: `CheckpointError` with the code `malformed`.
    func architecture(
        _ configuration: VisionConfiguration,
        from source: String,
        headsFrom headSource: String
    ) throws(CheckpointError) -> VisionArchitecture {
        let (width, patch) = try patches()
        let grid = try gridSize(width: width)
        let head = try head(width: width)
        let hasProjection = shapes[VisionNames.projection] != nil || !head.replacesProjection
        let output =
            hasProjection ? try extents(of: VisionNames.projection, [width, nil])[1] : width
        let hidden = try extents(of: VisionNames.block(0).mlpInput + ".weight", [nil, width])[0]
        let blockCount = blockCount
        try requireNorms(width: width)
        for block in 0..<blockCount { try requireBlock(block, width: width, hidden: hidden) }
        guard let side = patch.multipliedExactly(by: grid) else {
            throw failure(VisionNames.patchKernel, "its patches are too large")
        }
        let sizes = VisionConfiguration(
            width: width,
            imageSize: side,
            patchSize: patch,
            blockCount: blockCount
        )
        try configuration.requireAgreement(with: sizes, path: source)
        return VisionArchitecture(
            width: width,
            blockCount: blockCount,
            headCount: try configuration.heads(width: width, path: headSource),
            hiddenWidth: hidden,
            patchSize: patch,
            imageSize: side,
            outputWidth: output,
            classCount: try classCount(of: head, features: output),
            activation: configuration.activation,
            layerNormEpsilon: configuration.layerNormEpsilon ?? VisionArchitecture.usualEpsilon,
            hasLayerScale: hasLayerScale,
            pooling: head.pooling ?? configuration.pooling ?? .classToken,
            finalNorm: head.finalNorm
                ?? (configuration.normalisesAfterPooling == true ? .afterPooling : .beforePooling),
            hasProjection: hasProjection,
            headInput: head.input
        )
    }

    /// Whether any block scales what it adds; then all of them must.
    private var hasLayerScale: Bool {
        shapes.keys.contains { $0.text.hasPrefix(Self.blocks) && BlockNames.isScale($0.text) }
    }

    /// One more than the highest number of a block, so that a gap shows as a missing tensor.
    private var blockCount: Int {
        let numbers = shapes.keys.lazy.map(\.text).filter { $0.hasPrefix(Self.blocks) }
            .compactMap { Int($0.dropFirst(Self.blocks.count).prefix { $0 != "." }) }
        return (numbers.max() ?? -1) + 1
    }
}

// MARK: - Checks

extension VisionShapes {
    private func patches() throws(CheckpointError) -> (width: Int, patch: Int) {
        let name = VisionNames.patchKernel
        let shape = try extents(of: name, [nil, 3, nil, nil])
        guard shape[2] == shape[3] else {
            throw failure(name, "its patches of \(shape[2]) by \(shape[3]) pixels are not squares")
        }
        return (shape[0], shape[3])
    }

    private func gridSize(width: Int) throws(CheckpointError) -> Int {
        let name = VisionNames.positions
        let rows = try extents(of: name, [nil, width])[0]
        let grid = Int(Double(rows - 1).squareRoot().rounded())
        guard grid > 0, grid.multipliedExactly(by: grid) == rows - 1 else {
            throw failure(name, "its \(rows) rows are not a class token and a square of patches")
        }
        return grid
    }

    private func requireNorms(width: Int) throws(CheckpointError) {
        _ = try extents(of: VisionNames.classEmbedding, [width])
        for name in [VisionNames.inputNorm, VisionNames.outputNorm] {
            try requireNorm(name, width)
        }
    }

    private func requireNorm(_ name: String, _ width: Int) throws(CheckpointError) {
        for part in [".weight", ".bias"] { _ = try extents(of: name + part, [width]) }
    }

    private func requireBlock(
        _ number: Int,
        width: Int,
        hidden: Int
    ) throws(CheckpointError) {
        let names = VisionNames.block(number)
        guard let packed = width.multipliedExactly(by: 3) else {
            throw failure(VisionNames.patchKernel, "its width is too large")
        }
        try requireNorm(names.attentionNorm, width)
        _ = try extents(of: names.attentionInput + "_weight", [packed, width])
        _ = try extents(of: names.attentionInput + "_bias", [packed])
        try requireLinear(names.attentionOutput, [width, width])
        try requireNorm(names.mlpNorm, width)
        try requireLinear(names.mlpInput, [hidden, width])
        try requireLinear(names.mlpOutput, [width, hidden])
        guard hasLayerScale else { return }
        for scale in [names.attentionScale, names.mlpScale] {
            _ = try extents(of: scale, [width])
        }
    }

    private func requireLinear(_ name: String, _ shape: [Int]) throws(CheckpointError) {
        _ = try extents(of: name + ".weight", shape)
        _ = try extents(of: name + ".bias", [shape[0]])
    }

    private func classCount(
        of head: StoredHead,
        features: Int
    ) throws(CheckpointError) -> Int? {
        guard let name = head.weight else { return nil }
        return try extents(of: name, [nil, features])[0]
    }

    /// What the stored tensors tell of the head, and thereby of what is before it.
    private func head(width: Int) throws(CheckpointError) -> StoredHead {
        let (own, linear) = (
            HeadNames.ofNormalisedFeatures + ".weight", HeadNames.ofFeatures + ".weight"
        )
        let isClassifier = naming.dialect == .huggingFace && shapes[linear] != nil
        guard shapes[own] == nil || !isClassifier else {
            throw failure(linear, "is a second head; the first is \(own)")
        }
        if isClassifier { return .imageClassifier }
        if let shape = shapes[own] {
            return StoredHead(weight: own, replacesProjection: shape.last == width)
        }
        // A vision model of transformers: what it returns is the pooled token itself.
        let isTower = naming.dialect == .huggingFace && shapes["token_embedding.weight"] == nil
        return StoredHead(weight: nil, replacesProjection: isTower)
    }

    /// The shape of a tensor that must be there; nil stands for an extent that may be any.
    private func extents(
        of name: String,
        _ expected: [Int?]
    ) throws(CheckpointError) -> [Int] {
        guard let shape = shapes[name] else {
            throw failure(name, "is missing; the vision tower needs it")
        }
        let fits =
            shape.count == expected.count
            && zip(shape, expected).allSatisfy { $0 > 0 && $0 == $1 ?? $0 }
        guard fits else {
            let wanted = expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw failure(name, "has the shape \(shape) in OpenAI's form; expected [\(wanted)]")
        }
        return shape
    }

    /// An error that names the tensor as the checkpoint does.
    private func failure(_ name: String, _ message: String) -> CheckpointError {
        let correspondence = KeyMap.correspondence(of: name, in: .openAI)
        let stored = correspondence.flatMap { naming.names(of: $0).first }
        return CheckpointError(.malformed, path, message, tensor: stored ?? name)
    }
}

/// A classification head, and what it tells of the tower before it.
private struct StoredHead {
    /// The name of the matrix; nil where there is none.
    var weight: String?
    /// Whether a tower without `visual.proj` is complete.
    var replacesProjection: Bool
    var input = HeadInput.normalisedFeatures
    var pooling: Pooling?
    var finalNorm: FinalNorm?

    /// `CLIPForImageClassification` of transformers: the mean of the patches' tokens as the last
    /// block leaves them, and one linear map.
    static let imageClassifier = StoredHead(
        weight: HeadNames.ofFeatures + ".weight",
        replacesProjection: true,
        input: .features,
        pooling: .patchMean,
        finalNorm: FinalNorm.none
    )
}

extension VisionConfiguration {
    /// Refuses a configuration that belongs to another model.
    fileprivate func requireAgreement(
        with sizes: VisionConfiguration,
        path: String
    ) throws(CheckpointError) {
        let pairs = [
            ("width", width, sizes.width), ("image size", imageSize, sizes.imageSize),
            ("patch size", patchSize, sizes.patchSize),
            ("number of blocks", blockCount, sizes.blockCount),
        ]
        for (what, said, found) in pairs {
            guard let said, let found, said != found else { continue }
            let message = "says that the \(what) is \(said), but the tensors say \(found)"
            throw CheckpointError(.malformed, path, message)
        }
    }

    /// The number of attention heads, 64 wide unless something else is said.
    fileprivate func heads(width: Int, path: String) throws(CheckpointError) -> Int {
        if let headCount {
            guard headCount > 0, width.isMultiple(of: headCount) else {
                let message = "\(headCount) attention heads do not divide the width of \(width)"
                throw CheckpointError(.malformed, path, message)
            }
            return headCount
        }
        let part = headWidth ?? Self.usualHeadWidth
        guard width.isMultiple(of: part) else {
            let whose = headWidth == nil ? "the usual width" : "the said width"
            let message =
                "the width of \(width) is not a multiple of \(part), \(whose) of an attention head; "
                + "state the number of heads"
            throw CheckpointError(.malformed, path, message, remedy: .headCount)
        }
        return width / part
    }

    private static let usualHeadWidth = 64
}

extension FileError.Remedy {
    /// State the number of attention heads.
    public static let headCount = FileError.Remedy("head count")
}
