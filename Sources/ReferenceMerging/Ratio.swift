/// The ratio t of a layer and how it came about.
struct Ratio {
    /// The ratio, not yet clamped.
    var value: Double
    /// Whether a denominator rule replaced the formula by t = 0.
    var isSingular = false
    /// What a user should hear about it.
    var warnings: [String] = []

    /// The ratio of a layer whose denominator vanished.
    static let singular = Ratio(
        value: 0,
        isSingular: true,
        warnings: ["The denominator of the ratio vanishes; the base was copied."]
    )
}

/// Returns t for a layer's mean cosine c (section 1, and the row "t" of section 6).
///
///     paper                    N·c / (1 + (N-1)·c); denominator < 1e-6 gives 0
///     mergekit                 N·c / (1 + (N-1)·c); |denominator| < 1e-6 gives 0
///     sd_mecha                 N·c / (1 + (N-1)·c); NaN gives 0, infinity the largest f32
///     official, fusion_bench   N·c / ((N-1)·c + 1 + 1e-8)
///     gram, gram_scalar        t_G of section 7, which needs the Gram matrix instead of c
func ratio(of gram: [[Double]], cosine c: Double, variant: ReferenceVariant) -> Ratio {
    let n = Double(gram.count)
    let denominator = 1 + (n - 1) * c
    switch variant {
    case .paper:
        return denominator < 1e-6 ? .singular : Ratio(value: n * c / denominator)
    case .mergekit:
        return denominator.magnitude < 1e-6 ? .singular : Ratio(value: n * c / denominator)
    case .sdMecha:
        return finite(n * c / denominator)
    case .official, .fusionBench:
        return Ratio(value: n * c / ((n - 1) * c + 1 + 1e-8))
    case .gram, .gramScalar:
        return gramRatio(of: gram)
    }
}

/// Replaces what is not finite as sd_mecha does, which computes ratios in f32.
private func finite(_ value: Double) -> Ratio {
    let warnings = ["The ratio was not finite and was replaced."]
    let largest = ReferenceElementType.f32.largestFinite
    if value.isNaN { return Ratio(value: 0, warnings: warnings) }
    if value == .infinity { return Ratio(value: largest, warnings: warnings) }
    if value == -.infinity { return Ratio(value: -largest, warnings: warnings) }
    return Ratio(value: value)
}

/// How a layer is to be combined: by one ratio or by one coefficient per model.
struct Decision {
    var rule: ReferenceRule
    var ratio: Double?
    var coefficients: [Double]?
    var warnings: [String] = []
}

/// Clamps the ratio if asked to, and copies the base where it is zero, of either sign.
func ratioDecision(_ ratio: Ratio, options: ReferenceOptions) -> Decision {
    var value = ratio.value
    if options.clampRatio {
        value = limited(value, from: 0, to: 1)
    }
    if ratio.isSingular {
        return Decision(rule: .singular, ratio: 0, warnings: ratio.warnings)
    }
    if value == 0 {
        return Decision(rule: .copy, ratio: 0, warnings: ratio.warnings)
    }
    return Decision(rule: .modelStock, ratio: value, warnings: ratio.warnings)
}
