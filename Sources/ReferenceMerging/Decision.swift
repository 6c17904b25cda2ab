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
