package import TextFormats

/// The tensors of a merge whose inputs differ from tensor to tensor: blocks that change their places,
/// slices of different models, tensors that only some models hold.
///
/// What the tensors are merged from is laid out in columns: the bases are one, the first models
/// another, and so on. A column is a checkpoint whose parts lie in several others, so that nothing
/// that reads inputs needs to know of assemblies.
public struct CheckpointAssembly: Sendable, Equatable {
    /// The tensors, in the order of the output.
    public let tensors: [AssembledTensor]
    private let positions: [UTF8Key: Int]

    /// Creates an assembly.
    ///
    /// - Precondition: There are tensors, and no two of one name.
    public init(_ tensors: [AssembledTensor]) {
        precondition(!tensors.isEmpty, "an assembly has tensors")
        self.tensors = tensors
        positions = Dictionary(
            uniqueKeysWithValues: tensors.enumerated().map { (UTF8Key($1.name), $0) }
        )
    }

    /// The tensor of a name, or nil.
    public subscript(name: String) -> AssembledTensor? {
        positions[UTF8Key(name)].map { tensors[$0] }
    }

    /// The most models that a tensor is merged from.
    public var modelCount: Int { tensors.map(\.models.count).max() ?? 0 }

    /// Opens the columns.
    ///
    /// A tensor that its checkpoint does not hold is none of the column's either.
    ///
    /// - Parameters:
    ///   - options: How the files are opened.
    ///   - openOne: Opens one.
    /// - Returns: The column of bases, where there is one, and those of models; the first of them
    ///   all has its metadata and companion files from the checkpoint of its first tensor.
    /// - Throws: `CheckpointError` when a checkpoint cannot be opened.
    /// - Complexity: O(metadata of all checkpoints) time and memory; each is opened once.
    func open(
        reading options: ReadingOptions,
        opening openOne: (CheckpointInput) throws(CheckpointError) -> Checkpoint
    ) throws(CheckpointError) -> (base: Checkpoint?, models: [Checkpoint]) {
        var opened: [UTF8Key: Checkpoint] = [:]
        for origin in tensors.flatMap({ [$0.base].compactMap(\.self) + $0.models })
        where opened[UTF8Key(origin.checkpoint)] == nil {
            let input = CheckpointInput(origin.checkpoint, reading: options)
            opened[UTF8Key(origin.checkpoint)] = try openOne(input)
        }
        return columns(of: opened)
    }

    /// The columns of checkpoints that are open.
    ///
    /// - Parameter opened: The checkpoints by path.
    /// - Returns: As `open` does.
    /// - Precondition: All checkpoints that it names are among them.
    package func columns(
        of opened: [UTF8Key: Checkpoint]
    ) -> (base: Checkpoint?, models: [Checkpoint]) {
        func column(_ origin: (AssembledTensor) -> TensorOrigin?) -> Checkpoint? {
            let origins = tensors.compactMap { tensor in
                origin(tensor).map { (name: tensor.name, origin: $0) }
            }
            return origins.isEmpty ? nil : Checkpoint(assembling: origins, from: opened)
        }
        let models = (0..<modelCount).compactMap { position in
            column { position < $0.models.count ? $0.models[position] : nil }
        }
        return (column(\.base), models)
    }
}
