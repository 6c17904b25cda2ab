import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

/// Merges in a folder of its own.
struct MergeFixture {
    let folder: TemporaryFolder
    let family: CheckpointFamily

    init(modelCount: Int = 2, type: FloatingPointType = .f32, rows: Int = 20) throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(
            in: folder,
            modelCount: modelCount,
            type: type,
            rows: rows
        )
    }

    func request(
        models: [String]? = nil,
        _ method: Method = Method(.modelStock)
    ) -> MergeRequest {
        MergeRequest(base: family.base, models: models ?? family.models, method)
    }

    @discardableResult
    func merge(
        _ request: MergeRequest,
        _ options: ExecutionOptions = ExecutionOptions(threads: 2),
        as name: String = "merged.safetensors"
    ) throws -> MergeReport {
        try MergePlan(request, options: options).merge(into: folder.path(name))
    }

    /// Writes checkpoints that hold one tensor each, base first, and returns a request for them.
    func single(
        _ values: [[Double]],
        name: String = "weight",
        type: FloatingPointType = .f32,
        _ method: Method = Method(.modelStock)
    ) throws -> MergeRequest {
        let paths = values.indices.map { folder.path("single_\($0).safetensors") }
        for (path, values) in zip(paths, values) {
            let bytes = SafetensorsFixture.bytes(values, as: type)
            try SafetensorsFixture.write(
                tensors: [(name, type.elementType, [values.count], bytes)],
                to: path
            )
        }
        return MergeRequest(base: paths[0], models: Array(paths.dropFirst()), method)
    }
}

/// A method with its arguments, as tests name it.
struct Method: Sendable, CustomTestStringConvertible {
    let description: MethodDescription
    let arguments: MethodArguments

    init(
        _ description: MethodDescription,
        _ global: [String: ParameterValue] = [:],
        weights: [Double] = [],
        each: [String: ParameterValue] = [:]
    ) {
        self.description = description
        var arguments = MethodArguments(global: global)
        arguments.perModel = weights.map { ["weight": .number($0)] }
        arguments.global.merge(each) { own, _ in own }
        self.arguments = arguments
    }

    /// The number of models that tests merge by it.
    var modelCount: Int { min(2, description.modelCounts.upperBound) }

    var testDescription: String { "\(description.name) \(arguments.global)" }
}

extension MergeRequest {
    init(
        base: String?,
        models: [String],
        _ method: Method,
        outputType: FloatingPointType? = nil,
        options: RecipeOptions = RecipeOptions()
    ) {
        self.init(
            Recipe(
                method.description,
                base: base,
                models: models,
                arguments: method.arguments,
                outputType: outputType,
                options: options
            )
        )
    }

    /// The same inputs merged by another method.
    func by(_ method: Method) -> MergeRequest {
        MergeRequest(base: base, models: models, method)
    }
}
