internal import Checkpoints
internal import CLIPModels
internal import Merging
internal import Patterns
internal import Tensors
internal import TextFormats

/// The layers of a merge: tensors one each, except for the projections of attention blocks.
///
/// - Complexity: 9 bytes for a layer, which is made each time when it is asked for: there can be a
///   million of them.
package struct LayerPartition: Sendable, RandomAccessCollection {
    /// Which elements of a tensor a layer begins with.
    private enum Piece: Sendable {
        /// All of them; those of k and v too, where the tensor is a query's.
        case whole, packed
        /// A third, in the order q, k, v.
        case third(UInt8)
        /// All of them, and all of the other tensors that are joined with it.
        case joined
    }

    private let tensors: MatchedTensors
    private let resolved: ResolvedRecipe
    private let options: RecipeOptions
    /// For each tensor the position of its rule among the rules.
    private var ruleNumbers: [UInt8] = []
    private var rules: [LayerRule] = []
    /// The layers, in the order of the tensors.
    private var places: [(tensor: Int32, piece: Piece)] = []
    /// The tensors that are looked at as one, in their order.
    private var joined: [Int32] = []

    init(_ inputs: MergeInputs, _ options: RecipeOptions) {
        tensors = inputs.tensors
        resolved = inputs.resolved
        self.options = options
        for position in tensors.indices { note(rule(of: tensors[position])) }
        if resolved.traits.joinsTensors { join() }
        for position in tensors.indices { divide(position) }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    /// The layer of a number.
    package subscript(number: Int) -> PlannedLayer {
        let position = Int(places[number].tensor)
        let tensor = tensors[position]
        switch places[number].piece {
        case .whole:
            let all = [Extent(tensor: position, elements: 0..<tensor.anchor.shape.elementCount)]
            return layer(tensor.name, tensor.anchor.shape, all, position, tensor)
        case .packed:
            let name = AttentionProjection(tensor.name)?.layer ?? tensor.name
            let extents = group(of: tensor).map {
                Extent(tensor: $0, elements: 0..<tensor.anchor.shape.elementCount)
            }
            return layer(name, tensor.anchor.shape.tripled, extents, position, tensor)
        case .third(let part):
            let third = tensor.anchor.shape.third ?? tensor.anchor.shape
            let start = Int(part) * third.elementCount
            let name = AttentionProjection.layer(
                of: AttentionProjection.letters[Int(part)],
                in: tensor.name
            )
            let extent = Extent(tensor: position, elements: start..<start + third.elementCount)
            return layer(name, third, [extent], position, tensor)
        case .joined:
            let others = joined.count - 1
            let extents = joined.map { Int($0) }.map {
                Extent(tensor: $0, elements: 0..<tensors[$0].anchor.shape.elementCount)
            }
            let name = others == 0 ? tensor.name : "\(tensor.name) and \(others) more"
            let shape = joinedShape ?? tensor.anchor.shape
            return layer(name, shape, extents, position, tensor)
        }
    }

    /// The elements of all joined tensors, one after another.
    private var joinedShape: TensorShape? {
        TensorShape([joined.reduce(0) { $0 + tensors[Int($1)].anchor.shape.elementCount }])
    }

    /// The name of a layer, without the rest of it.
    func name(of number: Int) -> String {
        let tensor = Int(places[number].tensor)
        guard case .whole = places[number].piece else { return self[number].name }
        return tensors.names[tensor]
    }

    /// Whether every layer is a tensor, and has its number.
    var isOfTensors: Bool {
        places.count == tensors.count
            && places.allSatisfy { if case .whole = $0.piece { true } else { false } }
    }
}

extension LayerPartition {
    private mutating func note(_ rule: LayerRule) {
        let number = rules.firstIndex(of: rule) ?? rules.count
        if number == rules.count { rules.append(rule) }
        ruleNumbers.append(UInt8(number))
    }

    /// Finds the tensors that are looked at as one: those that are merged element by element.
    private mutating func join() {
        for position in tensors.indices where procedure(at: position, tensors[position]) != nil {
            joined.append(Int32(position))
        }
    }

    /// Adds the layers that begin with a tensor.
    private mutating func divide(_ position: Int) {
        let tensor = tensors[position]
        if resolved.traits.joinsTensors, procedure(at: position, tensor) != nil {
            if joined.first == Int32(position) { places.append((Int32(position), .joined)) }
            return
        }
        let projections = procedure(at: position, tensor) == nil ? options.projections : nil
        switch projections {
        case .packed where resolved.traits.granularity == .tensor && isPacked(tensor, position):
            // One layer of q, k and v, placed where the query's is; none where k's and v's are.
            guard AttentionProjection(tensor.name)?.letter == "q" else { return }
            places.append((Int32(position), .packed))
        case .split
        where AttentionProjection.isPacked(tensor.name) && tensor.anchor.shape.third != nil:
            for part: UInt8 in 0..<3 { places.append((Int32(position), .third(part))) }
        default: places.append((Int32(position), .whole))
        }
    }

    /// Whether a tensor is one of three projections that are merged alike.
    private func isPacked(_ tensor: MatchedTensor, _ position: Int) -> Bool {
        let group = group(of: tensor)
        return group.count == 3
            && group.allSatisfy {
                tensors[$0].isSimilar(to: tensor) && rule(at: $0) == rule(at: position)
            }
    }

    /// The tensors of q, k and v to which a tensor belongs, in this order.
    private func group(of tensor: MatchedTensor) -> [Int] {
        guard let name = AttentionProjection(tensor.name) else { return [] }
        return AttentionProjection.letters.compactMap {
            tensors.names.number(of: name.name(of: $0))
        }
    }

    private func layer(
        _ name: String,
        _ shape: TensorShape,
        _ extents: [Extent],
        _ position: Int,
        _ tensor: MatchedTensor
    ) -> PlannedLayer {
        let (rule, method) = (rule(at: position), method(of: tensor))
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
            procedure: procedure(at: position, tensor, as: LayerTraits(name: name, shape: shape)),
            matrixProcedure: rule == .copy
                ? nil : method.matrixProcedure(rule, for: tensor.traits),
            modelCount: tensor.records.dropFirst().count { $0 != nil },
            loneHolder: tensor.copiedHolder
        )
    }

    private func procedure(
        at position: Int,
        _ tensor: MatchedTensor,
        as traits: LayerTraits? = nil
    ) -> (any ElementwiseProcedure)? {
        let rule = rule(at: position)
        return rule == .copy
            ? nil : method(of: tensor).procedure(rule, for: traits ?? tensor.traits)
    }

    private func method(of tensor: MatchedTensor) -> any MergeMethod {
        resolved.method(of: tensor.name)
    }

    private func rule(at position: Int) -> LayerRule { rules[Int(ruleNumbers[position])] }

    private func rule(of tensor: MatchedTensor) -> LayerRule {
        if tensor.arithmeticType == nil || tensor.anchor.shape.elementCount == 0 { return .copy }
        if tensor.loneHolder != nil { return .copy }
        let name = tensor.name
        if options.ignored.contains(where: { $0.isFound(in: name) }) { return .average }
        if options.head == .average, TensorPlace(name).role == .head { return .average }
        return method(of: tensor).rule(for: tensor.traits)
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
