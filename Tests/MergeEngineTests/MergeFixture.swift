import MergeEngine
import Merging
import Tensors
import TestSupport

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
        _ options: ModelStockOptions = ModelStockOptions()
    ) -> MergeRequest {
        let models = models ?? family.models
        return MergeRequest(
            base: family.base,
            models: models,
            method: ModelStock(modelCount: models.count, options: options)
        )
    }

    @discardableResult
    func merge(
        _ request: MergeRequest,
        _ options: ExecutionOptions = ExecutionOptions(threads: 2),
        as name: String = "merged.safetensors"
    ) throws -> MergeReport {
        try MergeExecutor(MergePlan(request, options: options)).merge(into: folder.path(name))
    }

    /// Writes checkpoints that hold one tensor each, base first, and returns a request for them.
    func single(
        _ values: [[Double]],
        name: String = "weight",
        type: FloatingPointType = .f32,
        _ options: ModelStockOptions = ModelStockOptions()
    ) throws -> MergeRequest {
        let paths = values.indices.map { folder.path("single_\($0).safetensors") }
        for (path, values) in zip(paths, values) {
            let bytes = SafetensorsFixture.bytes(values, as: type)
            try SafetensorsFixture.write(
                tensors: [(name, type.elementType, [values.count], bytes)],
                to: path
            )
        }
        return MergeRequest(
            base: paths[0],
            models: Array(paths.dropFirst()),
            method: ModelStock(modelCount: paths.count - 1, options: options)
        )
    }
}
