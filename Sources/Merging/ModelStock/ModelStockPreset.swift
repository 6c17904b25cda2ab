/// The choices in which the definitions of Model Stock differ.
struct ModelStockPreset: Sendable {
    /// How a cosine is kept finite.
    enum CosineGuard: Sendable {
        /// Zero where a task vector is exactly zero; otherwise exact.
        case exact
        /// This much is added to the product of the norms.
        case added(Double)
        /// The product of the norms is at least this.
        case productFloor(Double)
        /// Each norm is at least this.
        case normFloor(Double)
    }

    /// How the ratio is kept finite.
    enum RatioGuard: Sendable {
        /// The base is kept where the denominator is below this.
        case singularBelow(Double)
        /// The base is kept where the denominator's magnitude is below this.
        case singularNear(Double)
        /// This much is added to the denominator.
        case added(Double)
        /// NaN becomes zero, infinity the largest 32-bit number.
        case replaced
    }

    /// What is averaged over the pairs.
    enum Aggregate: Sendable { case cosines, angles }

    /// The single tensors that are averaged plainly.
    enum PlainTensors: Sendable {
        case singleElements
        /// The names of the authors' list, optionally behind `module.`.
        case listed(alsoBehindModule: Bool)
        case none
    }

    var cosine = CosineGuard.exact
    var clampsCosine = true
    var usesAdjacentPairsOnly = false
    var aggregate = Aggregate.cosines
    var ratio = RatioGuard.singularBelow(1e-6)
    var plainTensors = PlainTensors.singleElements
    var roundsTaskVectors = false
    var granularity = Granularity.tensor
    var modelCounts = 2...Int.max
}

extension ModelStockVariant {
    var preset: ModelStockPreset {
        switch self {
        case .paper, .gram, .gramScalar: ModelStockPreset()
        case .official: .official
        case .mergekit: .mergekit
        case .fusionBench: .fusionBench
        case .sdMecha: .sdMecha
        }
    }
}

extension ModelStockPreset {
    fileprivate static let official = ModelStockPreset(
        cosine: .added(1e-8),
        ratio: .added(1e-8),
        plainTensors: .listed(alsoBehindModule: true),
        roundsTaskVectors: true,
        modelCounts: 2...2
    )
    fileprivate static let mergekit = ModelStockPreset(
        cosine: .productFloor(1e-6),
        ratio: .singularNear(1e-6),
        plainTensors: .none,
        roundsTaskVectors: true
    )
    fileprivate static let fusionBench = ModelStockPreset(
        cosine: .added(1e-8),
        aggregate: .angles,
        ratio: .added(1e-8),
        plainTensors: .listed(alsoBehindModule: false),
        roundsTaskVectors: true
    )
    fileprivate static let sdMecha = ModelStockPreset(
        cosine: .normFloor(1e-6),
        clampsCosine: false,
        usesAdjacentPairsOnly: true,
        ratio: .replaced,
        plainTensors: .none,
        granularity: .lastDimension
    )
}

extension ModelStockPreset {
    /// Whether the definition averages this tensor plainly.
    func averagesPlainly(_ layer: LayerTraits) -> Bool {
        if layer.isRunningStatistic { return true }
        switch plainTensors {
        case .none: return false
        case .singleElements: return layer.elementCount == 1
        case .listed(let alsoBehindModule):
            return Self.listedNames.contains(layer.name)
                || alsoBehindModule && Self.listedNames.contains { "module." + $0 == layer.name }
        }
    }

    /// The text tower's left-overs in the authors' checkpoints; whole names.
    private static let listedNames: Set = [
        "model.positional_embedding", "model.text_projection", "model.logit_scale",
        "model.token_embedding.weight", "model.ln_final.weight", "model.ln_final.bias",
    ]
}
