package import Checkpoints
package import EvaluationResults
internal import MergeEngine
internal import Merging
internal import TextFormats
package import Workers

/// The line from a base to fine-tuned models (WiSE-FT; Wortsman et al., arXiv 2109.01903), point
/// by point: `w(alpha) = (1 - alpha) * w0 + alpha * w_i`.
package struct InterpolationCurve {
    private let base: String
    private let reading: ReadingOptions
    private let evaluator: any AccuracyEvaluator
    private let dataSets: [DataSetFolder]
    private let cancellation: Cancellation

    /// Describes what is measured.
    ///
    /// - Parameters:
    ///   - base: The checkpoint from which all models were fine-tuned.
    ///   - reading: How base and models are read.
    ///   - evaluator: Measures each point.
    ///   - dataSets: What the points are measured on.
    ///   - cancellation: Ends the work early.
    package init(
        base: String,
        reading: ReadingOptions,
        evaluator: any AccuracyEvaluator,
        dataSets: [DataSetFolder],
        cancellation: Cancellation
    ) {
        self.base = base
        self.reading = reading
        self.evaluator = evaluator
        self.dataSets = dataSets
        self.cancellation = cancellation
    }

    /// The point of a model at some alpha; the ends are the checkpoints themselves.
    func point(_ model: String, alpha: Double) -> Candidate {
        if alpha == 0 { return .checkpoint(CheckpointInput(base, reading: reading)) }
        if alpha == 1 { return .checkpoint(CheckpointInput(model, reading: reading)) }
        let arguments = MethodArguments(global: ["alpha": .number(alpha)])
        let recipe = Recipe(.wiseFT, base: base, models: [model], arguments: arguments)
        return .merge(MergeRequest(recipe, reading: reading))
    }

    /// How many models `measure` measures: the base, which all curves share, only once.
    package static func measurementCount(modelCount: Int, alphas: [Double]) -> Int {
        let own = alphas.count { $0 != 0 } * modelCount
        return own + (alphas.contains(0) ? 1 : 0) + (modelCount > 1 ? 1 : 0)
    }

    /// Measures the curves of models, and Model Stock's point where there are several.
    ///
    /// The base, which all curves share, is measured once.
    ///
    /// - Parameters:
    ///   - models: The fine-tuned checkpoints.
    ///   - alphas: The places on each curve, in order.
    ///   - during: Told the name of each point that is measured; does it by calling the function
    ///     that it is given.
    ///   - keep: Told every point as soon as it is measured.
    /// - Throws: `SoupError.sameName`; what the evaluator, `during` and `keep` throw.
    /// - Complexity: `measurementCount` evaluations.
    package func measure(
        _ models: [String],
        alphas: [Double],
        during: (_ name: String, _ measure: () throws -> [Double]) throws -> [Double] = {
            try $1()
        },
        keep: (EvaluationResult) throws -> Void
    ) throws {
        var atBase: [Double]?
        for (model, name) in zip(models, try ModelName.distinct(models)) {
            for alpha in alphas {
                let point = point(model, alpha: alpha)
                let known = alpha == 0 ? atBase : nil
                let place = "\(name) at alpha \(JSONValue.number(alpha).text())"
                let accuracies = try known ?? during(place) { try measure(point) }
                if alpha == 0 { atBase = accuracies }
                try keep(result(name, accuracies, [JSONMember("alpha", .number(alpha))]))
            }
        }
        guard models.count > 1 else { return }
        let request = MergeRequest(
            Recipe(.modelStock, base: base, models: models),
            reading: reading
        )
        let accuracies = try during("Model Stock") { try measure(.merge(request)) }
        let members = models.map { JSONValue.string(ModelName.of($0)) }
        let variant = ModelStockVariant.paper.rawValue
        let details = [
            JSONMember("variant", .string(variant)), JSONMember("members", .array(members)),
        ]
        try keep(result("Model Stock", accuracies, details))
    }

    private func measure(_ candidate: Candidate) throws -> [Double] {
        try evaluator.accuracies(of: candidate, on: dataSets, cancellation: cancellation)
    }

    private func result(
        _ name: String,
        _ accuracies: [Double],
        _ details: [JSONMember]
    ) -> EvaluationResult {
        let scores = zip(dataSets, accuracies).map { EvaluationResult.Fraction($0.name, $1) }
        return EvaluationResult(modelName: name, accuracies: scores, details: details)
    }
}
