package import Checkpoints
internal import CLIPModels
internal import Merging
internal import SystemFiles
package import Tensors
internal import TextFormats

/// The opened inputs of a merge, base first, with their tensors matched by name.
package struct MergeInputs: Sendable {
    /// The inputs as the engine numbers them: the models from 1 on; in place of a base that is not
    /// there is the first model instead, of which nothing is read but names, order and types.
    ///
    /// Where the request assembles its inputs, they are columns of the assembly.
    package let checkpoints: [Checkpoint]
    /// Whether input 0 is a base.
    package let hasBase: Bool
    package let tensors: MatchedTensors
    /// The type to which their numbers are rounded.
    package let inputType: FloatingPointType?
    package let warnings: [String]

    /// The recipe, applied to the names of their tensors.
    package let resolved: ResolvedRecipe

    /// Opens every input, reads every header, resolves the recipe and compares names, shapes and types.
    ///
    /// - Parameters:
    ///   - request: What is to be merged.
    ///   - given: Inputs that are open already, each under the path by which the request knows it.
    /// - Throws: `CheckpointError` when an input cannot be opened; `RecipeError` and `MergeError` when
    ///   the inputs cannot be merged as the recipe asks.
    package init(_ request: MergeRequest, given: [Checkpoint] = []) throws {
        let recipe = request.recipe
        try recipe.check()
        let files = try InputFiles(request, given)
        resolved = try ResolvedRecipe(recipe, holding: files.names, path: request.path)
        let agreement = try InputAgreement(of: files.checkpoints, request.choices)
        let (base, models) = files.columns(resolved.assembly)
        let opened = [base].compactMap(\.self) + models
        hasBase = base != nil
        inputType = recipe.inputType
        checkpoints = hasBase ? opened : opened.prefix(1) + opened
        var matcher = TensorMatcher(
            checkpoints,
            hasBase: hasBase,
            assembly: resolved.assembly,
            averagesHead: recipe.options.head == .average || resolved.averagesAll,
            absentTensors: resolved.traits.absentTensors
        )
        tensors = try matcher.match()
        // The type of arithmetic is the output's too; a user who gives one knows.
        let isTyped = (recipe.outputType ?? recipe.inputType) != nil
        let types = isTyped ? [] : InputTypes(of: tensors, in: checkpoints).warnings
        let all =
            opened.flatMap(\.warnings) + agreement.warnings + matcher.warnings + types
            + (resolved.assembly == nil ? Self.repeated(recipe) : []) + resolved.warnings
        // Columns of an assembly have parts, and their warnings, in common.
        warnings = all.withoutRepeats
    }

    /// Models that are named more than once by options or a list: each time counts.
    private static func repeated(_ recipe: Recipe) -> [String] {
        var seen: Set<UTF8Key> = []
        return RecipeInputs(recipe).models.filter { !seen.insert(UTF8Key($0.name)).inserted }
            .map {
                "\(PrintableText.escaped($0.name)) is named twice among the models, and counts twice"
            }
    }

    package var base: Checkpoint { checkpoints[0] }

    /// The input by whose configuration the output is run.
    ///
    /// The base, or where nothing is said of it the first model of which something is. What they
    /// say agrees.
    package var configured: Checkpoint {
        guard resolved.assembly == nil, base.statements.isEmpty else { return base }
        return opened.first { !$0.statements.isEmpty } ?? base
    }

    /// The first input of which tensors are read.
    var firstPosition: Int { hasBase ? 0 : 1 }

    /// The inputs of which tensors are read, base first.
    package var opened: ArraySlice<Checkpoint> { checkpoints[firstPosition...] }

    /// The most vectors of a tensor that a Gram matrix is measured of.
    func vectorCount(_ vectors: MeasuredVectors) -> Int {
        tensors.lazy.map { $0.vectorCount(vectors) }.max() ?? 0
    }

    /// The most models that a tensor is merged from.
    var modelCount: Int { tensors.lazy.map { $0.records.count - 1 }.max() ?? 0 }

    /// The checkpoint that holds a tensor of an input, and the tensor's name there.
    func origin(of tensor: MatchedTensor, inInput position: Int) -> TensorOrigin {
        let checkpoint = checkpoints[position]
        return tensor.records[position].map { checkpoint.origin(of: $0) }
            ?? TensorOrigin(checkpoint: checkpoint.path, tensor: tensor.name)
    }
}

/// The inputs of a request as they lie in files, each opened once.
private struct InputFiles {
    /// For each input, by its name in the recipe, the names of its tensors.
    private(set) var names: [UTF8Key: TensorNames] = [:]
    private let request: MergeRequest
    private var opened: [UTF8Key: Checkpoint] = [:]
    private var hasDroppedHead = false
    /// The checkpoints in the order of the request, each once.
    private(set) var checkpoints: [Checkpoint] = []

    init(_ request: MergeRequest, _ given: [Checkpoint]) throws {
        self.request = request
        let given = Dictionary(
            given.map { (UTF8Key($0.path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let inputs = RecipeInputs(request.recipe)
        for model in [inputs.base].compactMap(\.self) + inputs.models {
            let key = UTF8Key(request.path(of: model))
            let known = opened[key]
            var checkpoint =
                try known ?? given[key]
                ?? model.open(
                    CheckpointInput(key.text, reading: request.reading),
                    sharingNamesOf: checkpoints.first
                )
            if known == nil {
                try checkpoint.requireModel()
                checkpoint = withoutDroppedHead(checkpoint)
                checkpoints.append(checkpoint)
            }
            opened[key] = checkpoint
            names[UTF8Key(model.name)] = checkpoint.tensors.names
        }
        let options = request.recipe.options
        guard options.head == .drop, !hasDroppedHead else { return }
        throw options.place(of: "head", in: request.recipe)
            .error("head: no tensor belongs to a classification head that could be left out")
    }

    /// A checkpoint without its head, where the recipe leaves heads out.
    private mutating func withoutDroppedHead(_ checkpoint: Checkpoint) -> Checkpoint {
        guard request.recipe.options.head == .drop else { return checkpoint }
        let tower = checkpoint.leavingOut { TensorPlace($0).role == .head }
        if tower !== checkpoint { hasDroppedHead = true }
        return tower
    }

    /// The base and the models, or the columns of an assembly.
    func columns(_ assembly: CheckpointAssembly?) -> (base: Checkpoint?, models: [Checkpoint]) {
        if let assembly { return assembly.columns(of: opened) }
        let at: (String) -> Checkpoint? = { opened[UTF8Key($0)] }
        let base = request.base.flatMap(at)
        return (base, Checkpoint.named(request.models.compactMap(at), like: base))
    }
}

extension ModelReference {
    /// Opens the checkpoint that it names.
    ///
    /// - Parameters:
    ///   - input: Where that is, and how it is read.
    ///   - other: A checkpoint whose names it most likely has too.
    /// - Returns: The checkpoint.
    /// - Throws: `RecipeError` where there is none and mergekit would look for something else;
    ///   `CheckpointError` where it cannot be opened otherwise.
    package func open(
        _ input: CheckpointInput,
        sharingNamesOf other: Checkpoint? = nil
    ) throws -> Checkpoint {
        do throws(CheckpointError) { return try input.openModel(sharingNamesOf: other) } catch {
            guard error.code == .missing else { throw error }
            let quoted = PrintableText.quoted(name)
            if name.contains("@") {
                throw place.error(
                    "\(quoted) is not there; if it asks for a revision, that is not supported: name a "
                        + "local checkpoint"
                )
            }
            guard name.contains("+"), !AdapterPath.isPlausible(input.path)
            else { throw error }
            throw place.error(
                "\(quoted) is not there; if it asks for an adapter, neither the base nor the adapter's "
                    + "folder is there"
            )
        }
    }
}
