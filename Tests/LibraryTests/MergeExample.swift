import Checkpoints
import Evaluation
import MergeEngine
import Merging

func accuracy(
    ofMerging models: [String],
    around base: String,
    into output: String,
    on images: String
) throws -> Double {
    let recipe = Recipe(try MethodRegistry.named("model_stock"), base: base, models: models)
    let plan = try MergePlan(MergeRequest(recipe), options: ExecutionOptions(threads: 2))
    let report = try plan.merge(into: output)
    for layer in report.layers { print(layer.name, layer.angle ?? 0, layer.t ?? 0) }

    let merged = try CheckpointInput.plain(output).open()
    let model = try CLIPModel(merged, options: CLIPModelOptions(threads: 2))
    let dataSet = try DataSet(DataSetRequest(name: "clean", path: images))
    let scores = try Evaluator([model], options: EvaluationOptions(threads: 2)).evaluate([dataSet])
    return scores[0].dataSets[0].accuracy.top1
}
