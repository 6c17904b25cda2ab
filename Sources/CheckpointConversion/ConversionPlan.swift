package import Checkpoints
package import CLIPModels
internal import Tensors
internal import TextFormats

/// A conversion, decided as far as names, types and shapes tell.
package struct ConversionPlan: Sendable {
    /// The opened input.
    package let checkpoint: Checkpoint
    /// The naming of the input's tensors.
    package let source: TensorNaming
    /// The naming of the output's tensors.
    package let target: TensorNaming
    /// The names of stored tensors that the output does without.
    package let dropped: [String]
    /// What a user should hear of.
    package let warnings: [String]

    let request: ConversionRequest
    let options: ConversionOptions
    let tensors: [PlannedTensor]
    let memory: ConversionMemory

    /// Plans a conversion.
    ///
    /// - Throws: `ConversionError` and `CheckpointError` for names and shapes that cannot be
    ///   converted.
    /// - Complexity: O(total length of the names); reads no data.
    package init(
        _ checkpoint: Checkpoint,
        _ request: ConversionRequest,
        options: ConversionOptions
    ) throws {
        self.checkpoint = checkpoint
        self.request = request
        self.options = options
        memory = try ConversionMemory(options)
        source = TensorNaming.recognise(names: checkpoint.tensors.lazy.map(\.name))
        target = Self.target(of: checkpoint, source, request)
        let stored = request.dialect == nil || request.dialect == source.dialect
        guard stored || source.dialect != .unknown else {
            throw ConversionError.unknownDialect(path: checkpoint.path)
        }
        let translation =
            try stored
            ? nil : DialectTranslation(of: checkpoint.tensors, in: checkpoint.path, to: target)
        dropped = translation?.dropped.map(\.name) ?? []
        let unknown = translation?.unknown ?? []
        guard request.keepsUnknown || unknown.isEmpty else {
            throw ConversionError.unknownTensors(
                path: checkpoint.path,
                names: unknown.map(\.name),
                dialect: target.dialect
            )
        }
        let translated = translation?.tensors ?? Self.kept(checkpoint, source, target)
        tensors = (translated + unknown.map { TranslatedTensor(keeping: $0) }).map {
            PlannedTensor($0, request)
        }
        warnings = checkpoint.warnings + Self.warnings(dropped: dropped, kept: unknown.map(\.name))
        try requirePossible()
        guard request.headTemperature == nil || tensors.contains(where: { $0.divisor != nil })
        else { throw ConversionError.missingHead(path: checkpoint.path) }
    }

    /// The number of tensors in the output.
    package var tensorCount: Int { tensors.count }

    /// The number of elements in the output.
    package var elementCount: Int {
        tensors.reduce(0) { $0 + $1.translated.shape.elementCount }
    }

    /// Whether names and forms change.
    package var translates: Bool { source.dialect != target.dialect }

    /// The files of the output at a path.
    ///
    /// - Throws: As `Companions` does where the configuration of a folder cannot be written.
    package func layout(at output: String) throws -> CheckpointLayout {
        try layout(at: output, Companions(of: self, beside: .from(path: output)))
    }

    func layout(at output: String, _ companions: Companions) throws -> CheckpointLayout {
        try CheckpointLayout(
            tensors: tensors.map(\.declaration),
            metadata: provenance(),
            destination: .from(path: output, dictionary: request.stateDictionary),
            folderStyle: companions.isOfOpenCLIP && target.dialect == .openAI
                ? .openCLIP : .huggingFace,
            maximumShardByteCount: options.output.maximumShardByteCount
        )
    }

    /// What a user should hear of an output at a path, and not of every output.
    ///
    /// - Throws: As `layout(at:)` does.
    package func warnings(at output: String) throws -> [String] {
        try Companions(of: self, beside: .from(path: output)).warnings
    }
}

extension ConversionPlan {
    /// All tensors as they are, but for the prefix of their names.
    private static func kept(
        _ checkpoint: Checkpoint,
        _ source: TensorNaming,
        _ target: TensorNaming
    ) -> [TranslatedTensor] {
        checkpoint.tensors.map {
            TranslatedTensor(keeping: $0, as: source.name($0.name, withPrefix: target.prefix))
        }
    }

    private static func warnings(dropped: [String], kept: [String]) -> [String] {
        let pairs = [
            ("leaves out what the target's dialect computes by itself", dropped),
            ("copies tensors without a counterpart under their own names", kept),
        ]
        return pairs.filter { !$0.1.isEmpty }.map { text, names in
            text + ": " + names.map(PrintableText.quoted).joined(separator: ", ")
        }
    }

    private func requirePossible() throws {
        var names: Set<[UInt8]> = []
        for tensor in tensors {
            let name = tensor.translated.name
            guard names.insert(Array(name.utf8)).inserted else {
                throw ConversionError.duplicateName(path: checkpoint.path, tensor: name)
            }
            let type = tensor.translated.type
            guard tensor.translated.operation != .transpose || type.bitWidth % 8 == 0 else {
                throw ConversionError.untransposable(
                    path: checkpoint.path,
                    tensor: name,
                    type: type
                )
            }
        }
    }
}

/// How many workers convert, and how large their tiles are.
struct ConversionMemory: Sendable {
    let workerCount: Int
    /// The number of elements in a tile.
    let tileElementCount: Int

    /// The tile as stored, widened, and as written, at the widest type.
    private static let bytesPerElement = 24
    private static let tiles = 1 << 10...1 << 16

    init(_ options: ConversionOptions) throws(ConversionError) {
        precondition(options.threads > 0, "a conversion needs a worker")
        let (limit, smallest) = (options.memoryLimit, Self.tiles.lowerBound * Self.bytesPerElement)
        guard limit >= smallest else {
            throw .insufficientMemory(allowed: limit, needed: smallest)
        }
        workerCount = min(options.threads, limit / smallest)
        let share = limit / workerCount / Self.bytesPerElement
        // Whole groups of eight, so that elements smaller than a byte fill whole bytes.
        tileElementCount = min(share, Self.tiles.upperBound) & ~7
    }

    /// The bytes that all workers hold.
    var byteCount: Int { workerCount * tileElementCount * Self.bytesPerElement }
}

/// One tensor of the output, and how its bytes come about.
struct PlannedTensor: Sendable {
    let translated: TranslatedTensor
    /// The type in the output.
    let type: ElementType
    /// What elements are divided by.
    let divisor: Double?

    var declaration: TensorDeclaration {
        TensorDeclaration(name: translated.name, type: type, shape: translated.shape)
    }

    init(_ translated: TranslatedTensor, _ request: ConversionRequest) {
        let outputType = request.outputType
        let isHead = HeadNames.all.contains(translated.name) && translated.type.isArithmetic
        divisor = isHead ? request.headTemperature : nil
        self.translated = translated
        // What an adapter has changed is computed in more bits than the base has.
        let written = translated.sources[0].writtenType
        let converts = translated.type.isArithmetic
        type = converts ? outputType?.elementType ?? written : translated.type
    }
}
