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
        let method = try RecipeMethod(recipe)
        let inputs = try RecipeInputs(recipe)
        try Self.checkBase(inputs, method, recipe)
        let resolution = try RecipeResolution(
            recipe,
            holding: try Self.names(in: inputs, pyTorch: pyTorch, locate: locate)
        )
        (made, positions) = try Self.methods(method, resolution)
        self.method = method.description
        var request = MergeRequest(
            base: inputs.base.map { locate($0.name) },
            models: inputs.models.map { locate($0.name) },
            methods: try Self.selection(made, positions, recipe),
            projections: try recipe.projections,
            ignored: try recipe.ignored,
            // As in mergekit, the type of the arithmetic is the result's where it has none of its own.
            outputType: recipe.outputType ?? recipe.inputType,
            pyTorch: pyTorch
        )
        request.inputType = recipe.inputType
        request.assembly = resolution.assembly(locate: locate)
        request.recipe = recipe.canonicalText
        self.request = request
    }

    /// The values of a tensor's parameters; those of the first tensor for one that no input holds.
    public func arguments(of tensor: String) -> MethodArguments {
        made[positions[tensor] ?? 0].arguments
    }

    /// The names of the tensors whose parameters have other values than the first one's.
    public var exceptions: [String] { positions.filter { $0.value != 0 }.map(\.key).sorted() }

    /// The names of every input's tensors, by the input's name in the recipe.
    private static func names(
        in inputs: RecipeInputs,
        pyTorch: PyTorchOptions,
        locate: (String) -> String
    ) throws -> [String: [String]] {
        var names: [String: [String]] = [:]
        for input in [inputs.base].compactMap(\.self) + inputs.models {
            let checkpoint = try Checkpoint.open(locate(input.name), pyTorch: pyTorch)
            names[input.name] = checkpoint.tensors.map(\.name)
        }
        return names
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
        for count in inputs.modelCounts.sorted() where !counts.contains(count) {
            let error = MethodError.modelCount(method: name, needed: counts, found: count)
            throw recipe.method.error("\(error)")
        }
    }

    private static func methods(
        _ method: RecipeMethod,
        _ resolution: RecipeResolution
    ) throws -> ([(arguments: MethodArguments, method: any MergeMethod)], [String: Int]) {
        var made: [(arguments: MethodArguments, method: any MergeMethod)] = []
        var positions: [String: Int] = [:]
        for tensor in resolution.tensors where !tensor.isCopied {
            let (name, arguments) = (tensor.name, try method.arguments(tensor))
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
            throw RecipeError(
                path: recipe.node.path,
                line: nil,
                "no tensor of its inputs is left to merge"
            )
        }
        guard made.count > 1 else { return MethodSelection(first) }
        let methods = made.map(\.method)
        // The engine asks after a head before it knows whether there is one.
        return MethodSelection(traits: first.traits) { tensor throws(MethodError) in
            positions[tensor.name].map { methods[$0] } ?? first
        }
    }
}
