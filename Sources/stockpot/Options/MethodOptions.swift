public import ArgumentParser
public import MergeEngine
public import Merging

extension ModelStockVariant: ExpressibleByArgument {}
extension Granularity: ExpressibleByArgument {}
extension ProjectionGrouping: ExpressibleByArgument {}

/// The mathematics of a merge.
struct MethodOptions: ParsableArguments {
    enum Method: String, ExpressibleByArgument, CaseIterable {
        case modelStock = "model-stock"
        case linear, average
    }

    enum Head: String, ExpressibleByArgument, CaseIterable { case merge, average }

    @Option(help: "How to merge.")
    var method: Method = .modelStock

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A parameter of the method; may be repeated.",
            discussion: """
                linear: weight=A moves from the base towards the average of the models by A; \
                weight=A,B,... gives each model its own. \
                model-stock, variant gram: lambda_bounds=simplex, b=columns.
                """,
            valueName: "key=value"
        )
    )
    var set: [String] = []

    @Option(help: "Which definition of Model Stock. (default: paper)")
    var variant: ModelStockVariant?

    @Option(help: "Which elements share a ratio; sd_mecha's own is lastdim, all others' is tensor.")
    var granularity: Granularity?

    @Option(help: "How query, key and value projections form layers.")
    var qkv: ProjectionGrouping = .asStored

    @Flag(
        name: .customLong("clamp-t"),
        help: """
            Keep the ratio between 0 and 1; with variant gram, keep the base where the models \
            share no direction.
            """
    )
    var clampsRatio = false

    @Option(
        help: """
            How the classification head is merged; use average when the base's head is missing or \
            was initialised at random.
            """
    )
    var head: Head = .merge

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Average tensors plainly whose name contains a match; may be repeated.",
            valueName: "regex"
        )
    )
    var ignore: [String] = []
}

extension MethodOptions {
    /// The parameters given by `--set`, by key.
    func parameters() throws -> [String: String] {
        var parameters: [String: String] = [:]
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--set \(text): not key=value") }
            guard parameters.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("--set \(text): '\(parts[0])' is set twice")
            }
        }
        return parameters
    }

    /// The method for a number of models.
    func mergeMethod(modelCount: Int) throws -> any MergeMethod {
        try requireModelStock()
        var parameters = try parameters()
        let method: any MergeMethod =
            switch method {
            case .modelStock:
                ModelStock(
                    modelCount: modelCount,
                    options: try modelStockOptions(taking: &parameters)
                )
            case .linear:
                LinearInterpolation(weights: try weights(modelCount, taking: &parameters))
            case .average: UniformAverage(modelCount: modelCount)
            }
        guard let unknown = parameters.keys.sorted().first else { return method }
        throw ValidationError("--set \(unknown): \(method.traits.name) has no such parameter")
    }

    /// Refuses options that another method than Model Stock would ignore.
    private func requireModelStock() throws {
        guard method != .modelStock else { return }
        let given = [
            (variant != nil, "--variant"), (granularity != nil, "--granularity"),
            (clampsRatio, "--clamp-t"), (head == .average, "--head average"),
            (qkv != .asStored, "--qkv"),
        ].first { $0.0 }
        guard let given else { return }
        throw ValidationError("\(given.1) has no meaning with --method \(method.rawValue)")
    }

    private func modelStockOptions(
        taking parameters: inout [String: String]
    ) throws -> ModelStockOptions {
        ModelStockOptions(
            variant: variant ?? .paper,
            clampsRatio: clampsRatio,
            boundsCoefficients: try choice("lambda_bounds", ["none", "simplex"], &parameters) == 1,
            usesColumnMeans: try choice("b", ["constant", "columns"], &parameters) == 1,
            granularity: granularity,
            averagesHead: head == .average
        )
    }

    private func choice(
        _ key: String,
        _ values: [String],
        _ parameters: inout [String: String]
    ) throws -> Int {
        guard let value = parameters.removeValue(forKey: key) else { return 0 }
        guard variant == .gram else {
            throw ValidationError("--set \(key) has a meaning with --variant gram only")
        }
        guard let position = values.firstIndex(of: value) else {
            throw ValidationError(
                "--set \(key)=\(value): choose from \(values.joined(separator: ", "))"
            )
        }
        return position
    }

    /// The weight of each model; one weight is the share of all of them together.
    func weights(_ modelCount: Int, taking parameters: inout [String: String]) throws -> [Double] {
        guard let text = parameters.removeValue(forKey: "weight") else {
            throw ValidationError("--method linear needs --set weight=...")
        }
        let weights = text.split(separator: ",").compactMap { Double($0) }.filter(\.isFinite)
        guard weights.count == text.split(separator: ",", omittingEmptySubsequences: false).count
        else { throw ValidationError("--set weight=\(text): not a list of numbers") }
        if weights.count == 1, modelCount > 0 {
            return Array(repeating: weights[0] / Double(modelCount), count: modelCount)
        }
        guard weights.count == modelCount else {
            throw ValidationError(
                "--set weight=\(text): \(weights.count) weights for \(modelCount) models"
            )
        }
        return weights
    }
}
