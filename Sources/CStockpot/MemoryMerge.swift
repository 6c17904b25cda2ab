internal import Checkpoints
internal import CStockpotInterface
internal import FoundationEssentials
internal import MergeEngine
internal import Recipes
internal import Tensors
internal import TextFormats
internal import Workers

/// A merge of checkpoints in memory, as a C program asks for it.
struct MemoryMerge {
    /// The merge, planned.
    let plan: MergePlan
    let cancellation: Cancellation
    /// The memory of the plan's tensors, in their order; nil where the library has to allocate it.
    private(set) var outputs: [MemoryTensor]?

    private let inputs: [Checkpoint]

    /// Checks a request and plans it.
    init(_ request: stockpot_merge_request) throws {
        cancellation = try unsafe CRequest.cancellation(request.cancelled)
        inputs = try unsafe CRequest.checkpoints(request.inputs, count: request.input_count)
        let given = try unsafe CRequest.tensors(
            request.outputs,
            count: request.output_count,
            of: "outputs"
        )
        guard unsafe request.reserved == 0 else {
            throw RequestError("the request's 'reserved' is not 0")
        }
        let recipe = try unsafe RequestedRecipe.read(request.recipe)
        try RequestedRecipe.check(recipe, inputs: inputs.map(\.path))
        plan = try MergePlan(
            MergeRequest(recipe),
            options: unsafe RequestedOptions.execution(
                threads: request.threads,
                memoryLimit: request.memory_limit
            ),
            given: inputs
        )
        if !given.isEmpty { outputs = try Self.match(given, plan) }
    }

    /// Refuses outputs whose memory is used for something else as well.
    func checkMemory() throws(RequestError) {
        guard let outputs else { return }
        let memory = OutputMemory(outputs)
        try memory.checkEachOther()
        let isByName = plan.inputs.resolved.assembly == nil
        for input in inputs { try memory.check(against: input, allowingSameTensor: isByName) }
    }

    /// The outputs in the order of the plan's tensors.
    private static func match(
        _ given: [MemoryTensor],
        _ plan: MergePlan
    ) throws(RequestError) -> [MemoryTensor] {
        let byName = Dictionary(
            given.map { (UTF8Key($0.declaration.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var outputs: [MemoryTensor] = []
        for needed in plan.declarations {
            guard let output = byName[needed.name] else {
                throw RequestError("there is no output for '\(needed.name)'", tensor: needed.name)
            }
            let found = output.declaration
            guard found.type == needed.type, found.shape == needed.shape else {
                throw RequestError(
                    "the output '\(needed.name)' is \(found.type.name) \(found.shape), and the "
                        + "result \(needed.type.name) \(needed.shape)",
                    tensor: needed.name
                )
            }
            outputs.append(output)
        }
        guard outputs.count == given.count else {
            let names = Set(plan.declarations.map { UTF8Key($0.name) })
            let extra =
                given.first { !names.contains(UTF8Key($0.declaration.name)) }?.declaration.name
                ?? ""
            throw RequestError("the result has no tensor '\(extra)'", tensor: extra)
        }
        return outputs
    }
}

/// The recipe of a request.
enum RequestedRecipe {
    static func read(_ pointer: UnsafePointer<CChar>?) throws -> Recipe {
        let text = try unsafe CRequest.text(
            pointer,
            "the recipe",
            limit: Limits.recipeByteCount
        )
        let file = try RecipeFile(text, path: "recipe")
        guard file.recipes.count == 1 else {
            throw RequestError("the recipe has \(file.recipes.count) documents; give one at a time")
        }
        return file.final
    }

    /// Checks that a recipe names inputs of the request, and all of them.
    static func check(_ recipe: Recipe, inputs: [String]) throws(RequestError) {
        var known: Set<UTF8Key> = []
        for name in inputs where !known.insert(UTF8Key(name)).inserted {
            throw RequestError("two inputs are named '\(name)'")
        }
        var unused = known
        for model in recipe.models {
            guard known.contains(UTF8Key(model.name)) else {
                throw RequestError(
                    "the recipe names '\(model.name)', which is not among the inputs",
                    .missingInput
                )
            }
            unused.remove(UTF8Key(model.name))
        }
        if let name = unused.min() {
            throw RequestError("the recipe does not name the input '\(name.text)'")
        }
    }
}

/// How a request wants the machine to be used.
enum RequestedOptions {
    static func execution(
        threads: Int32,
        memoryLimit: Int
    ) throws(RequestError) -> ExecutionOptions {
        guard (0...Limits.threads).contains(Int(threads)) else {
            throw RequestError("the request's 'threads' is \(threads), not 0 to \(Limits.threads)")
        }
        guard memoryLimit >= 0 else {
            throw RequestError("the request's 'memory_limit' exceeds memory")
        }
        return ExecutionOptions(
            threads: threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : Int(threads),
            memoryLimit: memoryLimit == 0 ? nil : memoryLimit
        )
    }
}
