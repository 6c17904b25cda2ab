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
