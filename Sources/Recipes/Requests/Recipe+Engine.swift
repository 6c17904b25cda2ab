internal import Checkpoints
internal import MergeEngine
internal import Tensors

extension Recipe {
    /// How projections form layers, from `stockpot: {qkv: ...}`.
    var projections: ProjectionGrouping {
        get throws(RecipeError) {
            guard let node = option("qkv") else { return .asStored }
            guard let grouping = ProjectionGrouping(rawValue: node.text ?? "") else {
                let names = ProjectionGrouping.allCases.map(\.rawValue).joined(separator: ", ")
                throw node.error("'qkv' is one of \(names)")
            }
            return grouping
        }
    }

    /// The patterns of tensors that are averaged plainly, from `stockpot: {ignore: [...]}`.
    var ignored: [String] {
        get throws(RecipeError) {
            guard let node = option("ignore") else { return [] }
            let items = node.items ?? [node]
            return try items.map { item throws(RecipeError) in
                guard let text = item.text else {
                    throw item.error("'ignore' holds regular expressions, not \(item.kind)")
                }
                return text
            }
        }
    }

    /// Accepts a `dtype` that changes no input.
    ///
    /// - Throws: `RecipeError` for one that would round an input: arithmetic is in 64 bits whatever
    ///   the inputs' types, and rounding them first would only lose.
    func checkInputType(_ checkpoints: [Checkpoint]) throws(RecipeError) {
        guard let type = inputType, let node = node["dtype"] else { return }
        for checkpoint in checkpoints {
            for tensor in checkpoint.tensors {
                guard let stored = FloatingPointType(tensor.type), !stored.isHeld(by: type)
                else { continue }
                throw node.error(
                    "'dtype: \(node.text ?? "")' would round tensor "
                        + "\(PrintableText.quoted(tensor.name)) of \(checkpoint.path) before the "
                        + "arithmetic; remove it, and use 'out_dtype' to round the result"
                )
            }
        }
    }

    private func option(_ key: String) -> YAMLNode? { options.first { $0.key == key }?.value }
}

extension FloatingPointType {
    /// Whether another type holds every value of this one.
    fileprivate func isHeld(by other: FloatingPointType) -> Bool {
        switch (self, other) {
        case (_, .f64), (.f16, .f32), (.bf16, .f32): true
        default: self == other
        }
    }
}
