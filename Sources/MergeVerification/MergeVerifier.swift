package import Checkpoints
internal import Patterns
internal import ReferenceMerging
internal import Tensors
package import Workers

/// Recomputes a merge naively and compares it element by element.
///
/// Shares nothing with the engine but the reading of files: which rule a tensor falls under, the
/// grouping of layers, the decoding of numbers and the arithmetic are the reference's own. Holds
/// one layer of all inputs in memory, as 64-bit numbers.
package struct MergeVerifier {
    private let request: VerificationRequest
    private let base: Checkpoint?
    private let models: [Checkpoint]
    private let merged: Checkpoint

    /// Opens the checkpoints.
    ///
    /// - Throws: `CheckpointError` when one cannot be opened.
    package init(_ request: VerificationRequest) throws(CheckpointError) {
        self.request = request
        let opened = try Checkpoint.openInputs(
            base: request.base,
            models: request.models,
            assembly: request.assembly,
            reading: request.reading,
            opening: request.open
        )
        func tower(_ checkpoint: Checkpoint) -> Checkpoint {
            request.leavesOutHead ? checkpoint.leavingOut(Self.isHead) : checkpoint
        }
        (base, models) = (opened.base.map(tower), opened.models.map(tower))
        merged = try CheckpointInput.plain(request.merged).open()
    }

    /// Recomputes and compares every layer.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the work early, after the layer at hand.
    ///   - progress: Hears of the tensors that were compared; its stage is the tensor at hand.
    /// - Returns: The largest distances and the layers that do not hold.
    /// - Throws: `CheckpointError` when a tensor cannot be read; `VerificationError` when the
    ///   merged checkpoint holds other tensors than a merge would; `WorkError.cancelled`.
    package func verify(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> VerificationReport {
        var report = VerificationReport()
        let names = try mergedNames()
        let meter = ProgressMeter(.tensors, total: names.count, progress)
        // Names are compared by bytes: two spellings of one letter are two tensors.
        var done: Set<[UInt8]> = []
        for name in names where !done.contains(Array(name.utf8)) {
            try cancellation.check()
            let group =
                request.joinsTensors && isJoined(name)
                ? names.filter(isJoined) : packedNames(name) ?? [name]
            meter.add(group.count, stage: name)
            done.formUnion(group.map { Array($0.utf8) })
            for (name, comparison) in try compare(group) { report.add(comparison, layer: name) }
        }
        return report
    }

    /// The names that a merge holds: the base's, or else the first model's; the heads that only the
    /// models have; and what one input alone has, where the method copies that.
    private func mergedNames() throws -> [String] {
        let names = request.assembly?.tensors.map(\.name) ?? namesInInputs()
        for name in names where merged[name] == nil { throw difference(name, "is missing") }
        let expected = Set(names.map { Array($0.utf8) })
        for name in merged.tensors.map(\.name) where !expected.contains(Array(name.utf8)) {
            throw difference(name, "is not in the base")
        }
        return names
    }

    private func namesInInputs() -> [String] {
        let anchor = base ?? models[0]
        let heads = models[0].tensors.map(\.name).filter {
            anchor[$0] == nil && isAveragedHead($0)
        }
        let lone = models.flatMap { $0.tensors.map(\.name) }.filter {
            anchor[$0] == nil && isLone($0)
        }
        return anchor.tensors.map(\.name) + heads + lone
    }

    /// The number of models that a tensor is merged from.
    private func modelCount(of name: String) -> Int {
        request.assembly?[name]?.models.count ?? models.count
    }

    /// Whether one input alone holds a tensor, and the method copies it therefore.
    private func isLone(_ name: String) -> Bool {
        if request.assembly?[name]?.isCopied == true { return true }
        let inputs = [base].compactMap(\.self) + models
        return request.copiesLoneTensors && inputs.count { $0[name] != nil } == 1
    }

    /// Whether a tensor is one of those that are looked at as one: neither copied nor averaged.
    private func isJoined(_ name: String) -> Bool {
        let type = merged[name].flatMap { ReferenceElementType(name: $0.type.name) }
        return type != nil && !isIgnored(name) && !isAveragedHead(name) && !isLone(name)
            && base?[name] != nil && models.allSatisfy { $0[name] != nil }
    }

    /// Whether the base's values of a tensor play no part: those of a head that is averaged.
    private static func isHead(_ name: String) -> Bool {
        func rule(_ head: ReferenceHead) -> ReferenceRule {
            referenceRule(
                name: name,
                elementCount: 2,
                variant: .mergekit,
                head: head,
                ignored: false
            )
        }
        return rule(.average) != rule(.merge)
    }

    private func isAveragedHead(_ name: String) -> Bool {
        let isHead = Self.isHead(name)
        if case .average = request.method { return isHead }
        return isHead && request.head == .average
    }

    private func difference(_ name: String, _ reason: String) -> VerificationError {
        .differingTensor(name: name, path: request.merged, reason: reason)
    }

    private func rule(_ name: String, elementCount: Int) -> ReferenceRule {
        let variant =
            if case .modelStock(let options) = request.method { options.variant } else {
                ReferenceVariant.paper
            }
        return referenceRule(
            name: name,
            elementCount: elementCount,
            variant: variant,
            head: request.head,
            ignored: isIgnored(name)
        )
    }
}

extension MergeVerifier {
    private func isIgnored(_ name: String) -> Bool {
        request.ignored.contains { $0.isFound(in: name) }
    }
}

// MARK: - One group of tensors

extension MergeVerifier {
    private func compare(_ names: [String]) throws -> [(String, TensorComparison)] {
        let layers = try names.map(load)
        let isMerged = layers.allSatisfy {
            $0.isMerged(modelCount(of: $0.result.name)) && !isLone($0.result.name)
        }
        guard isMerged else {
            return layers.map { ($0.result.name, $0.compareCopy()) }
        }
        let rule = rule(names[0], elementCount: layers[0].result.shape.elementCount)
        let isAveraged = isIgnored(names[0]) || isAveragedHead(names[0])
        let recomputation = Recomputation(request, rule: rule, isAveraged: isAveraged)
        let expected = try recomputation.values(of: layers)
        return zip(layers, expected).map {
            ($0.result.name, $0.compare(with: $1, isMatrix: recomputation.mergesMatrices))
        }
    }

    private func load(_ name: String) throws -> LoadedLayer {
        guard let result = try NaiveTensor(name, in: merged) else {
            throw difference(name, "is missing")
        }
        let layer = LoadedLayer(
            result: result,
            base: isAveragedHead(name) ? nil : try base.flatMap { try input(name, in: $0) },
            models: try models.compactMap { try input(name, in: $0) }
        )
        guard let reason = layer.inconsistency else { return layer }
        throw difference(name, reason)
    }

    private func input(_ name: String, in checkpoint: Checkpoint) throws -> NaiveTensor? {
        try NaiveTensor(name, in: checkpoint, roundedTo: request.inputType)
    }

    /// The three projections that share a ratio, where the request packs them.
    private func packedNames(_ name: String) -> [String]? {
        guard request.projections == .packed, request.granularity == .tensor else { return nil }
        let projections = ["q_proj", "k_proj", "v_proj"]
        guard let own = projections.first(where: { name.contains(".self_attn.\($0).") }) else {
            return nil
        }
        let group = projections.map {
            name.replacing(".self_attn.\(own).", with: ".self_attn.\($0).")
        }
        let shapes = group.map { (base ?? models[0])[$0]?.shape }
        let rules = group.map(isIgnored)
        let isUniform = Set(shapes).count == 1 && shapes[0] != nil && Set(rules).count == 1
        return isUniform ? group : nil
    }
}
