public import CLIPModels
internal import Checkpoints
public import Tensors
internal import TextFormats

/// A reason why inputs cannot be merged.
public enum MergeError: Error, Sendable {
    /// The method's formula has no value for a layer.
    case undefinedResult(layer: String, reason: String)
    /// Inputs name their tensors in different dialects.
    case mixedDialects(base: String, baseDialect: Dialect, model: String, modelDialect: Dialect)
    /// Inputs of one dialect have different prefixes before their names; one of them can be
    /// converted.
    case mixedPrefixes(
        base: String,
        basePrefix: String,
        model: String,
        modelPrefix: String,
        convertsBase: Bool
    )
    /// Inputs are said to be different networks, whose weights do not belong together.
    case differingModels(fact: String, [(value: String, path: String)])
    /// An input lacks tensors that another has.
    case differingNames(path: String, missing: [String], unexpected: [String])
    /// An input lacks tensors that others give for the same tensors of the output.
    case lackingTensors(path: String, [String])
    /// A tensor has different shapes.
    case differingShapes(tensor: String, [(path: String, shape: TensorShape)])
    /// A tensor has types that cannot be merged with each other.
    case differingTypes(tensor: String, [(path: String, type: ElementType)])
    /// A tensor that is copied, not merged, differs between inputs.
    case differingBytes(tensor: String, type: ElementType, path: String, element: Int)
    /// An input holds a NaN or an infinity.
    case nonFinite(tensor: String, path: String, element: Int)
    /// A finite result exceeds the output's type.
    case overflow(tensor: String, type: ElementType, setting: String?)
    /// The squares of finite 64-bit numbers exceed what 64 bits hold.
    case squaresOverflow(tensor: String)
    /// The squares of 64-bit numbers that are not zero fall below what 64 bits hold.
    case squaresUnderflow(tensor: String)
    /// Values were asked for of a tensor that is copied, not merged.
    case noArithmetic(tensor: String, type: ElementType)
    /// Not even the smallest plan fits the memory that the user allows.
    case insufficientMemory(allowed: Int, needed: Int)
}

extension MergeError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    public var description: String {
        switch self {
        case .undefinedResult(let layer, let reason):
            "layer \(PrintableText.quoted(layer)): \(reason)"
        case .mixedDialects(let base, let baseDialect, let model, let modelDialect):
            "\(base) has \(baseDialect) names and \(model) has \(modelDialect) names: "
                + "all inputs must be of one dialect"
        case .mixedPrefixes(let base, let basePrefix, let model, let modelPrefix, _):
            "\(base) has names \(Self.describe(prefix: basePrefix)) and \(model) has names "
                + "\(Self.describe(prefix: modelPrefix)): all inputs must have the same prefix"
        case .differingModels(let fact, let values):
            "the inputs are different models: \(fact) is "
                + values.map { "\($0.value) in \($0.path)" }.joined(separator: ", but ")
                + "; merge models of one kind, or correct the configuration that is wrong"
        case .differingNames(let path, let missing, let unexpected):
            "\(path): not the same tensors as the base: "
                + [Self.list(missing, "missing"), Self.list(unexpected, "not in the base")]
                .compactMap(\.self).joined(separator: "; ")
        case .lackingTensors(let path, let tensors):
            "\(path): not the same tensors as the other inputs: "
                + (Self.list(tensors, "missing") ?? "")
        case .differingShapes(let tensor, let shapes):
            "tensor \(PrintableText.quoted(tensor)) has different shapes: "
                + shapes.map { "\($0.shape) in \($0.path)" }.joined(separator: ", ")
                + Self.advice(forShapes: shapes)
        case .differingTypes(let tensor, let types):
            "tensor \(PrintableText.quoted(tensor)) has types that do not merge: "
                + types.map { "\($0.type.name) in \($0.path)" }.joined(separator: ", ")
        case .differingBytes(let tensor, let type, let path, let element):
            "\(path): tensor \(PrintableText.quoted(tensor)) (\(type.name)) differs from the base at element \(element): "
                + "tensors of this type are copied, so they must agree"
        case .nonFinite(let tensor, let path, let element):
            "\(path): tensor \(PrintableText.quoted(tensor)) holds a NaN or an infinity at element \(element): "
                + "a merge would spread it; repair or leave out this checkpoint"
        case .overflow(let tensor, let type, let setting):
            "tensor \(PrintableText.quoted(tensor)): the result exceeds the largest \(type.name) number: "
                + (setting.map { "the largest setting is \($0): choose a smaller one, or " }
                    ?? "choose ")
                + "a wider type"
        case .squaresOverflow(let tensor):
            "tensor \(PrintableText.quoted(tensor)): the squares of its values exceed the "
                + "largest 64-bit number, so it has no angles; average it plainly"
        case .squaresUnderflow(let tensor):
            "tensor \(PrintableText.quoted(tensor)): its values, or their differences from the "
                + "base, are so small that their squares vanish in 64 bits, so it has no angles; "
                + "average it plainly"
        case .noArithmetic(let tensor, let type):
            "tensor \(PrintableText.quoted(tensor)) is \(type.name): only floating-point tensors "
                + "take part in an evaluation"
        case .insufficientMemory(let allowed, let needed):
            "\(allowed) bytes of memory are too little for this merge: one worker needs \(needed)"
        }
    }

    private static func describe(prefix: String) -> String {
        prefix.isEmpty ? "without a prefix" : "with the prefix \(PrintableText.quoted(prefix))"
    }

    /// Weights that another process holds leave tensors without elements in this one's checkpoint.
    private static func advice(forShapes shapes: [(path: String, shape: TensorShape)]) -> String {
        let empty = shapes.first { $0.shape.dimensions == [0] }
        guard let empty, shapes.contains(where: { $0.shape.elementCount > 0 }) else { return "" }
        return "; \(empty.path) looks like a checkpoint of DeepSpeed's ZeRO-3, whose weights are "
            + "elsewhere: put them together with its zero_to_fp32.py"
    }

    private static func list(_ names: [String], _ what: String) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(3).map(PrintableText.quoted).joined(separator: ", ")
        return "\(names.count) \(what), first \(shown)"
    }
}
