/// Tells by name and size alone how a floating-point tensor is to be treated.
///
/// The first line that applies decides (sections 3, 5, 6 and 8):
///
///     no elements                                        copy
///     ignored by the user                                average
///     BatchNorm running_mean, running_var                average, never extrapolated
///     the six names, for official and fusion_bench       average
///     one element, for paper, gram and gram_scalar       average
///     classification head with `head = average`          average
///     otherwise                                          model-stock
///
/// - Parameters:
///   - name: The name of the tensor in the checkpoint.
///   - elementCount: The number of its elements.
///   - variant: The preset of the merge.
///   - head: What happens to a classification head.
///   - ignored: Whether the user asked for the tensor to be averaged.
/// - Returns: `modelStock`, `average` or `copy`.
package func referenceRule(
    name: String,
    elementCount: Int,
    variant: ReferenceVariant,
    head: ReferenceHead,
    ignored: Bool
) -> ReferenceRule {
    if elementCount == 0 { return .copy }
    if ignored { return .average }
    if isRunningStatistic(name) { return .average }
    if isAveraged(name, by: variant) { return .average }
    if elementCount == 1 && averagesSingleElements(variant) { return .average }
    if head == .average && isClassificationHead(name) { return .average }
    return .modelStock
}

/// The whole names that two of the peers average (section 6); the first is the text embedding.
private let sixNames = [
    "model.positional_embedding",
    "model.text_projection",
    "model.logit_scale",
    "model.token_embedding.weight",
    "model.ln_final.weight",
    "model.ln_final.bias",
]

private func isAveraged(_ name: String, by variant: ReferenceVariant) -> Bool {
    switch variant {
    case .official:
        for averaged in sixNames where name == averaged || name == "module." + averaged {
            return true
        }
        return false
    case .fusionBench:
        return sixNames.contains(name)
    case .paper, .mergekit, .sdMecha, .gram, .gramScalar:
        return false
    }
}

private func averagesSingleElements(_ variant: ReferenceVariant) -> Bool {
    switch variant {
    case .paper, .gram, .gramScalar: true
    case .official, .mergekit, .fusionBench, .sdMecha: false
    }
}

private func isRunningStatistic(_ name: String) -> Bool {
    let lastPart = name.split(separator: ".").last ?? ""
    return lastPart == "running_mean" || lastPart == "running_var"
}

private func isClassificationHead(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.contains("classification_head") || parts.contains("classifier")
}

/// What happens to a classification head (option `head`, section 8).
package enum ReferenceHead: String, Sendable, CaseIterable {
    /// The head is merged like any other tensor.
    case merge
    /// The heads of the models are averaged plainly, whatever the base holds.
    case average
}
