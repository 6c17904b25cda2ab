internal import Checkpoints
internal import CLIPModels
internal import Merging
internal import Patterns
internal import Tensors
internal import TextFormats

/// Divides tensors into layers: one each, except for the projections of attention blocks.
struct LayerPartition {
    private let tensors: [MatchedTensor]
    private let options: RecipeOptions
    private let methods: [any MergeMethod]
    private let granularity: Granularity

    init(_ inputs: MergeInputs, _ options: RecipeOptions) {
        tensors = inputs.tensors
        self.options = options
        methods = tensors.map { inputs.resolved.method(of: $0.name) }
        granularity = inputs.resolved.traits.granularity
    }

    /// The layers, in the order of the tensors.
    func layers() -> [PlannedLayer] {
        var positions: [UTF8Key: Int] = [:]
        for (position, tensor) in tensors.enumerated() {
            positions[UTF8Key(tensor.name)] = position
        }
        var layers: [PlannedLayer] = []
        // Nearly always one each: an array that grows takes up to twice its size.
        layers.reserveCapacity(tensors.count)
        for position in tensors.indices {
            layers += self.layers(startingAt: position, positions)
        }
        return layers
    }

    private func layers(startingAt position: Int, _ positions: [UTF8Key: Int]) -> [PlannedLayer] {
        guard procedure(at: position) == nil else { return [wholeLayer(at: position)] }
        return switch options.projections {
        case .packed where granularity == .tensor:
            packedLayers(at: position, positions) ?? [wholeLayer(at: position)]
        case .split: splitLayers(at: position) ?? [wholeLayer(at: position)]
        default: [wholeLayer(at: position)]
        }
    }

    private func wholeLayer(at position: Int) -> PlannedLayer {
        let tensor = tensors[position]
        let count = tensor.anchor.shape.elementCount
        return layer(
            tensor.name,
            tensor.anchor.shape,
            [Extent(tensor: position, elements: 0..<count)],
            position
        )
    }

    /// One layer of q, k and v, placed where the query's is; none where k's and v's are.
    private func packedLayers(at position: Int, _ positions: [UTF8Key: Int]) -> [PlannedLayer]? {
        let tensor = tensors[position]
        guard let name = AttentionProjection(tensor.name) else { return nil }
        let group = AttentionProjection.letters.compactMap {
            positions[UTF8Key(name.name(of: $0))]
        }
        guard group.count == 3,
            group.allSatisfy({
                tensors[$0].isSimilar(to: tensor) && rule(at: $0) == rule(at: position)
            })
        else {
            return nil
        }
        guard name.letter == "q" else { return [] }
        let count = tensor.anchor.shape.elementCount
        let extents = group.map { Extent(tensor: $0, elements: 0..<count) }
        return [
            layer(
                name.layer,
                tensor.anchor.shape.tripled,
                extents,
                position
            )
        ]
    }

    /// Three layers of a packed projection, rows in the order q, k, v.
    private func splitLayers(at position: Int) -> [PlannedLayer]? {
        let tensor = tensors[position]
        guard AttentionProjection.isPacked(tensor.name),
            let third = tensor.anchor.shape.third
        else { return nil }
        return AttentionProjection.letters.enumerated().map { part, letter in
            let elements = part * third.elementCount..<(part + 1) * third.elementCount
            let extent = Extent(tensor: position, elements: elements)
            return layer(
                AttentionProjection.layer(of: letter, in: tensor.name),
                third,
                [extent],
                position
            )
        }
    }

    private func layer(
        _ name: String,
        _ shape: TensorShape,
        _ extents: [Extent],
        _ position: Int
    ) -> PlannedLayer {
        let (rule, method) = (rule(at: position), methods[position])
        let traits = method.traits
        let rowLength = traits.granularity.rowLength(of: shape)
        let sharesOneRatio = traits.measuredRule != rule || rowLength == shape.elementCount
        return PlannedLayer(
            name: name,
            shape: shape,
            rule: rule,
            method: method,
            extents: extents,
            rowLength: sharesOneRatio ? nil : rowLength,
            rowsAreContiguous: traits.granularity.isContiguous,
            procedure: procedure(at: position),
            matrixProcedure: matrixProcedure(at: position),
            modelCount: tensors[position].holders.count { $0 > 0 },
            loneHolder: tensors[position].copiedHolder
        )
    }

    private func procedure(at position: Int) -> (any ElementwiseProcedure)? {
        let rule = rule(at: position)
        return rule == .copy
            ? nil : methods[position].procedure(rule, for: tensors[position].traits)
    }

    private func matrixProcedure(at position: Int) -> (any MatrixProcedure)? {
        let rule = rule(at: position)
        return rule == .copy
            ? nil : methods[position].matrixProcedure(rule, for: tensors[position].traits)
    }

    private func rule(at position: Int) -> LayerRule {
        let (tensor, shape) = (tensors[position], tensors[position].anchor.shape)
        if tensor.arithmeticType == nil || shape.elementCount == 0 { return .copy }
        if tensor.loneHolder != nil { return .copy }
        if options.ignored.contains(where: { $0.isFound(in: tensor.name) }) { return .average }
        if options.head == .average, TensorPlace(tensor.name).role == .head { return .average }
        return methods[position].rule(for: tensor.traits)
    }
}

extension MatchedTensor {
    /// The only input that holds it, where its values are copied with arithmetic.
    fileprivate var copiedHolder: Int? { arithmeticType == nil ? nil : loneHolder }

    fileprivate var traits: LayerTraits {
        LayerTraits(name: name, shape: anchor.shape)
    }

    fileprivate func isSimilar(to other: MatchedTensor) -> Bool {
        anchor.shape == other.anchor.shape && records.count == other.records.count
            && arithmeticType != nil && other.arithmeticType != nil
    }
}

extension TensorShape {
    fileprivate var tripled: TensorShape {
        guard let first = dimensions.first else { return self }
        let product = first.multipliedExactly(by: 3)
        return product.flatMap { TensorShape([$0] + dimensions.dropFirst()) } ?? self
    }

    fileprivate var third: TensorShape? {
        guard let first = dimensions.first, first % 3 == 0 else { return nil }
        return TensorShape([first / 3] + dimensions.dropFirst())
    }
}
