public import Checkpoints
public import Merging
public import Tensors

/// Everything that is decided before the first tensor is read: which tensors, which rule, which
/// bytes, how much memory.
///
/// # The life of a segment
///
///     MergeRequest     what is to be merged, and how
///          |
///     MergePlan        opens the inputs and matches their tensors; divides
///          |             layers      what a report has a record of, mostly a tensor each
///          |             parts       what is decided together, mostly a whole layer
///          |             segments    2^18 elements of a part, the unit of work
///     MergeGroup       one plan, or several that read the same files: a `MergeRun` for each
///          |
///     SegmentQueue     deals segments, pass by pass, to as many workers as there are threads
///        | | |
///     MergeWorker      reads a tile of each input (Checkpoints), widens it (Tensors), measures or
///        | | |         combines it (Merging), narrows the result, writes it at its final offset
///          |
///     MergeReport      one record for every layer
///
/// A part whose method measures is looked at in two passes or more. In the first, each segment adds
/// its share to a sum: the Gram matrix of the inputs' vectors, or what an elementwise procedure
/// wants to know. Segments end in any order and are summed in theirs. The worker that ends the
/// last one decides, and the queue deals the segments again, now with the decision, to be combined.
/// A part of one segment is combined at once, from the tiles that its worker still holds.
///
/// For a group, a worker takes the segment for every merge in turn: what it read for the first is in
/// its tiles for the others. A merge that fails leaves its error with its run and drops out.
public struct MergePlan: Sendable {
    package let request: MergeRequest
    package let options: ExecutionOptions
    package let inputs: MergeInputs
    package let layers: LayerPartition
    package private(set) var parts: LayerParts
    package let memory: MemoryPlan
    /// The tensors of the output, in order, without their places.
    let outputs: TensorList

    /// What layers that are merged element by element need.
    let elementNeeds: ElementNeeds
    /// The width of the widest element, in bytes.
    let elementWidth: Int
    /// The most columns that are measured together, where columns have ratios of their own.
    let measuredColumnCount: Int
    /// The number of vectors whose Gram matrix is measured.
    let measuredVectorCount: Int

    /// What the user should know before the merge starts.
    public let warnings: [String]

    /// Opens the inputs, compares them and plans the work; reads no tensor.
    ///
    /// - Parameters:
    ///   - request: What is to be merged, and how.
    ///   - options: How the machine and the files are used.
    ///   - given: Inputs that are open already, or were never files; each stands for the input whose
    ///     path it has.
    /// - Throws: `CheckpointError` when an input cannot be opened; `MergeError` when the inputs
    ///   cannot be merged.
    /// - Complexity: O(number of tensors); memory likewise.
    public init(
        _ request: MergeRequest,
        options: ExecutionOptions,
        given: [Checkpoint] = []
    ) throws {
        let inputs = try MergeInputs(request, given: given)
        let layers = LayerPartition(inputs, request.recipe.options)
        let parts = try LayerParts(layers)
        self.request = request
        self.options = options
        self.inputs = inputs
        self.layers = layers
        self.parts = parts
        // As in mergekit, the type of the arithmetic is the result's where it has none of its own.
        let outputType = request.recipe.outputType ?? request.recipe.inputType
        outputs = inputs.tensors.outputs(outputType)
        elementNeeds = ElementNeeds(layers)
        let lists = inputs.checkpoints.map(\.tensors) + [outputs]
        elementWidth = max(lists.lazy.joined().map(\.type.bitWidth).max() ?? 8, 8) / 8
        measuredColumnCount = parts.lazy.map(\.measuredColumnCount).max() ?? 0
        measuredVectorCount =
            elementNeeds.isElementwise
            ? 0 : inputs.vectorCount(inputs.resolved.traits.measuredVectors)
        memory = try MemoryPlan(
            inputCount: inputs.opened.count,
            vectorCount: measuredVectorCount,
            columnCount: measuredColumnCount,
            elements: elementNeeds,
            matrixByteCount: parts.matrixByteCount,
            elementWidth: elementWidth,
            segmentCount: parts.reduce(0) { $0 + $1.segments.count },
            options: options
        )
        warnings = inputs.warnings
    }
}

extension MergePlan {
    /// What is known of the method.
    public var traits: MethodTraits { inputs.resolved.traits }

    /// The tensors of the output, in order.
    ///
    /// - Complexity: O(1); each is made when it is asked for.
    public var declarations: TensorDeclarations { TensorDeclarations(outputs) }

    /// The number of tensors in the output.
    public var tensorCount: Int { outputs.count }

    /// The number of elements in the output.
    public var elementCount: Int { outputs.reduce(0) { $0 + $1.shape.elementCount } }

    /// The layers with their rules, in the order of the base's tensors.
    ///
    /// - Complexity: O(1); each is made when it is asked for.
    public var layerSummaries:
        some RandomAccessCollection<(name: String, shape: TensorShape, rule: LayerRule)>
    {
        layers.lazy.map { ($0.name, $0.shape, $0.rule) }
    }

    /// The most memory that a worker holds for a layer that is merged as a matrix, in bytes.
    var matrixByteCount: Int { parts.matrixByteCount }

    /// Looks up what a layer is merged from.
    ///
    /// - Parameter layer: The layer's position among `layerSummaries`.
    /// - Returns: The tensors, base first; nil where the request does not assemble its inputs.
    public func sources(ofLayer layer: Int) -> [LayerSource]? {
        let tensor = inputs.tensors[layers[layer].extents[0].tensor]
        return inputs.resolved.assembly?[tensor.name].map { assembled in
            ([assembled.base].compactMap(\.self) + assembled.models).map(LayerSource.init)
        }
    }

    /// The size of the output's weight files, in bytes.
    ///
    /// - Parameter output: A `.safetensors` file, or a folder.
    /// - Returns: The bytes of all shards, headers included.
    /// - Throws: `CheckpointError` when the output cannot be laid out.
    public func outputByteCount(at output: String) throws -> Int {
        try layout(at: output, metadata: provenance(readingInputs: false)).totalByteCount
    }

    /// Writes a file with the header of the output and a hole in place of its data, so that a merge
    /// that needs the output can be planned before it exists.
    ///
    /// - Parameter path: A `.safetensors` file that is not there.
    /// - Throws: `CheckpointError` when the file cannot be written.
    public func writeOutline(to path: String) throws {
        try layout(at: path, metadata: provenance(readingInputs: false)).writeOutline()
    }

    /// The opened inputs, base first.
    public var checkpoints: [Checkpoint] { Array(inputs.opened) }

    /// The weight files of all inputs, base first.
    public var inputFiles: [String] { inputs.opened.flatMap(\.files) }

    /// The number of workers.
    public var workerCount: Int { memory.workerCount }

    /// The memory planned for tiles and scratch, in bytes.
    public var plannedMemoryByteCount: Int { memory.byteCount }

    /// The number of segments.
    var segmentCount: Int { parts.reduce(0) { $0 + $1.segments.count } }

    /// The bytes that the first pass reads: each input's tensors, where they take part.
    public var firstPassByteCount: Int {
        parts.reduce(0) { $0 + byteCount(of: $1, readFrom: firstPassInputs(of: $1)) }
    }

    /// The bytes that further passes read again, at most.
    public var secondPassByteCount: Int {
        parts.reduce(0) { sum, part in
            let again = part.passCount - 1
            guard again > 0, !isResident(part) else { return sum }
            let inputs = allInputs(of: part)
            guard let matrix = part.matrix else {
                return sum + again * byteCount(of: part, readFrom: inputs)
            }
            // The base is read along with each model, and once more at the end.
            let passes = matrix.procedure.passCount
            let base = byteCount(of: part, readFrom: Array(inputs.prefix(1)))
            let models = byteCount(of: part, readFrom: Array(inputs.dropFirst()))
            return sum + passes * matrix.extents.modelCount * base + (passes - 1) * models
        }
    }

    /// The layout of the output, its metadata included.
    ///
    /// - Parameters:
    ///   - path: A `.safetensors` file, a PyTorch file or a folder.
    ///   - metadata: What the output says about its making.
    /// - Returns: The shards, their headers and every tensor's place.
    /// - Throws: `CheckpointError` when the output cannot be laid out.
    func layout(at path: String, metadata: CheckpointMetadata) throws -> CheckpointLayout {
        let destination = CheckpointDestination.from(
            path: path,
            dictionary: request.reading.pyTorch.stateDictionary
        )
        var limit = options.output.maximumShardByteCount
        // open_clip knows no shards.
        if case .folder = destination, isOfOpenCLIP { limit = .max }
        return try CheckpointLayout(
            placing: outputs,
            metadata: metadata,
            destination: destination,
            maximumShardByteCount: limit
        )
    }

    /// Whether a part fits a tile, so that it is read only once.
    private func isResident(_ part: LayerPart) -> Bool {
        part.segments.count == 1 && (part.matrix == nil || rowCount(of: part) == 1)
            && part.segments[0].elements.count * rowCount(of: part) <= memory.tileElementCount
    }

    private func firstPassInputs(of part: LayerPart) -> [Int] {
        switch part.treatment {
        case .decided(let decision): decision.action.inputs
        case .measured, .rows, .columns, .elements, .matrix, .verbatim: allInputs(of: part)
        }
    }

    private func allInputs(of part: LayerPart) -> [Int] {
        part.segments.first.map { Array(inputs.tensors[$0.tensor].records.indices) } ?? []
    }

    private func byteCount(of part: LayerPart, readFrom chosen: [Int]) -> Int {
        part.segments.reduce(0) { sum, segment in
            let records = inputs.tensors[segment.tensor].records
            let count = segment.elements.count * rowCount(of: part)
            return chosen.reduce(sum) { sum, input in
                sum + count * (records[input]?.type.bitWidth ?? 0) / 8
            }
        }
    }

    /// A plan with some of the parts, whose first pass reads no more than about so many bytes: the
    /// largest of those that leave room for others, because most of a merge's time goes into such.
    func sample(byteCount: Int) -> MergePlan {
        var sample = self
        let sizes = parts.map { self.byteCount(of: $0, readFrom: firstPassInputs(of: $0)) }
        let bySize = parts.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        let fitting = bySize.filter { sizes[$0] <= byteCount / 4 }
        var total = 0
        let chosen = fitting.prefix { part in
            defer { total += sizes[part] }
            return total < byteCount
        }
        sample.parts = parts.chosen(chosen.isEmpty ? bySize.suffix(1) : Array(chosen))
        return sample
    }

    /// The number of rows of which a segment is a part of the first, or of the tensors of one matrix.
    private func rowCount(of part: LayerPart) -> Int {
        switch part.treatment {
        case .columns(let count): layers[part.layer].elementCount / count
        case .matrix: layers[part.layer].extents.count
        case .measured, .rows, .elements, .decided, .verbatim: 1
        }
    }
}

extension LayerPart {
    /// The most columns that are measured together.
    fileprivate var measuredColumnCount: Int {
        guard case .columns = treatment else { return 0 }
        return segments.map(\.elements.count).max() ?? 0
    }

    /// How it is merged as a matrix, if it is.
    fileprivate var matrix: PlannedMatrix? {
        guard case .matrix(let matrix) = treatment else { return nil }
        return matrix
    }

    /// How many times its elements are read: for measuring, and for combining.
    fileprivate var passCount: Int {
        switch treatment {
        case .measured, .columns: 2
        case .elements(let procedure): procedure.remainingPasses + 1
        case .matrix(let matrix): matrix.procedure.passCount + 1
        case .rows, .decided, .verbatim: 1
        }
    }
}

extension LayerDecision.Action {
    /// The positions of the inputs that take part, the base's being 0.
    fileprivate var inputs: [Int] {
        switch self {
        case .copyBase: [0]
        case .copyModel(let model): [model + 1]
        case .combine(let sum):
            ([sum.baseWeight] + sum.weights).enumerated().filter { $1 != 0 }.map(\.offset)
        }
    }
}

extension MatchedTensors {
    /// The tensors of the output: their names, types and shapes.
    fileprivate func outputs(_ outputType: FloatingPointType?) -> TensorList {
        TensorList(
            names,
            lazy.map { tensor in
                let (own, given) = (tensor.anchor.type, outputType?.elementType)
                let type = tensor.arithmeticType == nil ? own : given ?? tensor.storedType
                return (type, tensor.anchor.shape)
            }
        )
    }
}
