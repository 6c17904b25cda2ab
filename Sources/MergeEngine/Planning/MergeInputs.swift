package import Checkpoints
internal import Merging
package import Tensors

/// The opened inputs of a merge, base first, with their tensors matched by name.
package struct MergeInputs: Sendable {
    /// The inputs as the engine numbers them: the models from 1 on; in place of a base that is not
    /// there stands the first model, of which nothing is read but names, order and types.
    ///
    /// Where the request assembles its inputs, they are columns of the assembly.
    package let checkpoints: [Checkpoint]
    /// Whether input 0 is a base.
    package let hasBase: Bool
    package let tensors: [MatchedTensor]
    /// The type to which their numbers are rounded.
    package let inputType: FloatingPointType?
    package let warnings: [String]

    /// Opens every input, reads every header and compares names, shapes and types.
    package init(_ request: MergeRequest) throws {
        try request.checkInputs()
        let (base, models) = try Checkpoint.openInputs(
            base: request.base,
            models: request.models,
            assembly: request.assembly,
            pyTorch: request.pyTorch
        )
        let opened = [base].compactMap(\.self) + models
        hasBase = base != nil
        inputType = request.inputType
        checkpoints = hasBase ? opened : opened.prefix(1) + opened
        var matcher = TensorMatcher(
            checkpoints,
            hasBase: hasBase,
            assembly: request.assembly,
            averagesHead: try request.averagesHead,
            absentTensors: request.methods.traits.absentTensors
        )
        tensors = try matcher.match()
        let all = opened.flatMap(\.warnings) + matcher.warnings + request.methods.traits.warnings
        // Columns of an assembly have parts, and their warnings, in common.
        var seen: Set<String> = []
        warnings = all.filter { seen.insert($0).inserted }
    }

    package var base: Checkpoint { checkpoints[0] }

    /// The first input of which tensors are read.
    var firstPosition: Int { hasBase ? 0 : 1 }

    /// The inputs of which tensors are read, base first.
    package var opened: ArraySlice<Checkpoint> { checkpoints[firstPosition...] }

    /// The most vectors of a tensor that a Gram matrix is measured of.
    func vectorCount(_ vectors: MeasuredVectors) -> Int {
        tensors.map { $0.vectorCount(vectors) }.max() ?? 0
    }

    /// The most models that a tensor is merged from.
    var modelCount: Int { tensors.map { $0.records.count - 1 }.max() ?? 0 }

    /// The checkpoint that holds a tensor of an input, and the tensor's name there.
    func origin(of tensor: MatchedTensor, inInput position: Int) -> TensorOrigin {
        let checkpoint = checkpoints[position]
        return tensor.records[position].map { checkpoint.origin(of: $0) }
            ?? TensorOrigin(checkpoint: checkpoint.path, tensor: tensor.name)
    }
}

extension MergeRequest {
    /// Compares the inputs' number, and whether there is a base, with what the method takes.
    fileprivate func checkInputs() throws(MergeError) {
        let traits = methods.traits
        // Tensors of an assembly have numbers of models of their own.
        guard assembly != nil || traits.modelCounts.contains(models.count) else {
            throw .modelCount(
                method: traits.name,
                needed: traits.modelCounts,
                found: models.count
            )
        }
        if traits.base == .required, base == nil { throw .missingBase(method: traits.name) }
        if traits.base == .refused, base != nil { throw .unwantedBase(method: traits.name) }
    }

    /// Whether the head is averaged, so that the base need not hold one.
    fileprivate var averagesHead: Bool {
        get throws(MethodError) {
            let head = LayerTraits(
                name: "classification_head.weight",
                shape: .vector(2),
                isHead: true
            )
            return try methods.method(for: head).rule(for: head) == .average
        }
    }
}
