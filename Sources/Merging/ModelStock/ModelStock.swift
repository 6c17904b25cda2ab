/// Model Stock: the point on the line from the base to the average of the models that is nearest
/// to the centre of the weights, found from the angle between the task vectors.
///
///     t   = N c / (1 + (N - 1) c)
///     w_H = t * average + (1 - t) * w0
///
/// c is the mean cosine of the angles between the task vectors `d_i = w_i - w0` of a layer (Jang,
/// Yun, Han, "Model Stock: All we need is just a few fine-tuned models", arXiv 2403.19522).
public struct ModelStock: MergeMethod {
    /// The choices in force.
    public let options: ModelStockOptions

    private let modelCount: Int

    /// Creates the method for a number of models.
    public init(modelCount: Int, options: ModelStockOptions = ModelStockOptions()) {
        self.modelCount = modelCount
        self.options = options
    }

    private var preset: ModelStockPreset { options.variant.preset }

    /// Model Stock measures all layers but those that its variant averages plainly.
    public var traits: MethodTraits {
        MethodTraits(
            name: "model-stock",
            variant: options.variant.rawValue,
            granularity: granularity,
            measuredRule: .modelStock,
            roundsTaskVectors: preset.roundsTaskVectors,
            decidesByMatrices: options.variant == .gram,
            absentTensors: .loneBaseCopied
        )
    }

    private var granularity: Granularity { options.granularity ?? preset.granularity }

    /// Average for the tensors that the variant lists.
    public func rule(for layer: LayerTraits) -> LayerRule {
        preset.averagesPlainly(layer) ? .average : .modelStock
    }

    /// The ratio or the coefficients that follow from the angles, or the base in special cases.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule == .modelStock else { return average(of: modelCount) }
        let unchanged = (0..<gram.order).filter { gram[$0, $0] == 0 }
        if unchanged.count == gram.order { return LayerDecision(.copyBase, rule: .copy, ratio: 0) }
        var decision = decideChanged(gram)
        if !unchanged.isEmpty { decision.warnings.append(.unchanged(models: unchanged)) }
        return decision
    }

    private func decideChanged(_ gram: GramMatrix) -> LayerDecision {
        let cosine = preset.meanCosine(gram)
        var decision =
            switch options.variant {
            case .gram: decideByCoefficients(gram)
            case .gramScalar: decide(by: gramRatio(gram))
            default: decide(by: preset.ratio(cosine: cosine, modelCount: gram.order))
            }
        decision.cosine = cosine
        if decision.ratio ?? 0 < 0 { decision.warnings.append(.negativeCosine) }
        return decision
    }

    func decide(by ratio: Double?) -> LayerDecision {
        guard let ratio else {
            return LayerDecision(.copyBase, rule: .singular, ratio: 0, warnings: [.singular])
        }
        let t = options.clampsRatio ? min(max(ratio, 0), 1) : ratio
        return t == 0
            ? LayerDecision(.copyBase, rule: .copy, ratio: 0)
            : LayerDecision(
                .combine(.ratio(t, modelCount: modelCount)),
                rule: .modelStock,
                ratio: t
            )
    }
}

extension ModelStockPreset {
    /// The ratio `t = N c / (1 + (N - 1) c)`, or nil where the definition keeps the base.
    fileprivate func ratio(cosine c: Double, modelCount: Int) -> Double? {
        let count = Double(modelCount)
        let denominator = 1 + (count - 1) * c
        let quotient = count * c / denominator
        switch ratio {
        case .singularBelow(let limit): return denominator < limit ? nil : quotient
        case .singularNear(let limit): return denominator.magnitude < limit ? nil : quotient
        case .added(let epsilon): return count * c / ((count - 1) * c + 1 + epsilon)
        case .replaced:
            let largest = Double(Float.greatestFiniteMagnitude)
            return quotient.isNaN ? 0 : min(max(quotient, -largest), largest)
        }
    }
}
