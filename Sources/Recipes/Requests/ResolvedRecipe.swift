public import Checkpoints
public import MergeEngine
public import Merging
internal import Tensors

/// A recipe with its inputs opened: the request that it amounts to, and the values of every tensor's
/// parameters.
public struct ResolvedRecipe: Sendable {
    /// The request.
    public let request: MergeRequest
    /// The method, with its parameters.
    public let method: MethodDescription

    /// Nearly always all tensors have the same arguments, and then one method: batches hold thousands
    /// of requests.
    private let made: [(arguments: MethodArguments, method: any MergeMethod)]
    private let positions: [String: Int]

    /// Resolves a recipe.
    ///
    /// Opens the inputs, because filters and gradients need the names of their tensors. Relative
    /// paths count from the working directory.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - pyTorch: How PyTorch files among the inputs are read.
    ///   - locate: The path behind a name in the recipe.
    /// - Throws: `RecipeError` for what the recipe asks and cannot have, and for every parameter
    ///   without a value; `CheckpointError` for inputs that cannot be opened.
    /// - Complexity: O(number of tensors x number of inputs).
    public init(
        _ recipe: Recipe,
        pyTorch: PyTorchOptions = PyTorchOptions(),
        locate: (String) -> String = { $0 }
    ) throws {
        let inputs = try RecipeInputs(recipe)
        let method = try RecipeMethod(recipe)
        try Self.checkBase(inputs, method, recipe)
        let paths = inputs.models.map { locate($0.name) }
        let base = inputs.base.map { locate($0.name) }
        let checkpoints = try ((base.map { [$0] } ?? []) + paths).map {
            try Checkpoint.open($0, pyTorch: pyTorch)
        }
        let names = Self.tensorNames(in: checkpoints)
        let resolution = try RecipeResolution(recipe, tensors: names, isFlat: try recipe.isFlat)
        (made, positions) = try Self.methods(method, resolution, names)
        self.method = method.description
        var request = MergeRequest(
            base: base,
            models: paths,
            methods: try Self.selection(made, positions, recipe),
            projections: try recipe.projections,
            ignored: try recipe.ignored,
            // As in mergekit, the type of the arithmetic is the result's where it has none of its own.
            outputType: recipe.outputType ?? recipe.inputType,
            pyTorch: pyTorch
        )
        request.inputType = recipe.inputType
        request.recipe = recipe.canonicalText
        self.request = request
    }

    /// The values of a tensor's parameters; those of the first tensor for one that no input holds.
    public func arguments(of tensor: String) -> MethodArguments {
        made[positions[tensor] ?? 0].arguments
    }

    /// The names of the tensors whose parameters have other values than the first one's.
    public var exceptions: [String] { positions.filter { $0.value != 0 }.map(\.key).sorted() }

    /// The names of the first input's tensors, and those that only others have after them.
    private static func tensorNames(in checkpoints: [Checkpoint]) -> [String] {
        var seen: Set<String> = []
        return checkpoints.flatMap { $0.tensors.map(\.name) }.filter { seen.insert($0).inserted }
    }
}

extension ResolvedRecipe {
    private static func checkBase(
        _ inputs: RecipeInputs,
        _ method: RecipeMethod,
        _ recipe: Recipe
    ) throws(RecipeError) {
        let name = method.description.name
        guard inputs.base != nil || method.description.base != .required else {
            throw recipe.method.error("\(name) needs a 'base_model'")
        }
        let counts = method.description.modelCounts
        guard counts.contains(inputs.models.count) else {
            let most = counts.upperBound == Int.max ? " or more" : " to \(counts.upperBound)"
            let needed =
                counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound)" + most
            throw recipe.method.error(
                "\(name) merges \(needed) models beside the base, not \(inputs.models.count)"
            )
        }
    }

    private static func methods(
        _ method: RecipeMethod,
        _ resolution: RecipeResolution,
        _ names: [String]
    ) throws -> ([(arguments: MethodArguments, method: any MergeMethod)], [String: Int]) {
        var made: [(arguments: MethodArguments, method: any MergeMethod)] = []
        var positions: [String: Int] = [:]
        for name in names {
            let tensor = try resolution.tensor(name)
            let arguments = try method.arguments(tensor, resolution)
            if let position = made.firstIndex(where: { $0.arguments == arguments }) {
                positions[name] = position
                continue
            }
            do { made.append((arguments, try method.description.make(arguments))) } catch {
                throw tensor.origin.error("tensor '\(name)': \(error)")
            }
            positions[name] = made.count - 1
        }
        return (made, positions)
    }

    private static func selection(
        _ made: [(arguments: MethodArguments, method: any MergeMethod)],
        _ positions: [String: Int],
        _ recipe: Recipe
    ) throws(RecipeError) -> MethodSelection {
        guard let first = made.first?.method else {
            throw RecipeError(path: recipe.node.path, line: nil, "its inputs hold no tensors")
        }
        guard made.count > 1 else { return MethodSelection(first) }
        let methods = made.map(\.method)
        // The engine asks after a head before it knows whether there is one.
        return MethodSelection(traits: first.traits) { tensor throws(MethodError) in
            positions[tensor.name].map { methods[$0] } ?? first
        }
    }
}
