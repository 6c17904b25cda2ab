/// Task arithmetic with sparsified task vectors, with or without a consensus on signs; which of the
/// methods it is, is data.
struct SparseTaskArithmetic: MergeMethod {
    private let family: TaskVectorFamily
    private let settings: TaskVectorSettings

    /// Makes the method from its arguments.
    ///
    /// - Throws: `MethodError.contradiction` for probabilities that leave the interval from 0 to 1.
    init(_ family: TaskVectorFamily, _ arguments: CheckedArguments) throws(MethodError) {
        guard let sparsification = family.sparsification else {
            preconditionFailure("\(family.name) leaves nothing out")
        }
        let extents = family.extent.map(arguments.numbers)
        let densities = arguments.numbers("density")
        let rule = TaskVectorSettings.Rescaling(rawValue: arguments.text("rescale_rule"))
        let isRandom = [.random, .ranked].contains(sparsification)
        self.family = family
        settings = TaskVectorSettings(
            sparsification: sparsification,
            sum: family.sum,
            joinsTensors: family == .ties && arguments.text("scope") == "model",
            vectors: arguments.numbers("weight").enumerated().map { model, weight in
                TaskVectorSettings.Vector(
                    weight: weight,
                    density: densities[model],
                    extent: extents?[model] ?? 0
                )
            },
            normalizes: arguments.boolean("normalize"),
            rescaling: arguments.boolean("rescale") ? rule ?? .l1 : .none,
            lambda: arguments.number("lambda"),
            seed: isRandom ? UInt64(arguments.integer("seed")) : 0
        )
        if sparsification == .ranked { try checkProbabilities() }
    }

    /// Makes a method of a family with settings of its own.
    init(_ family: TaskVectorFamily, _ settings: TaskVectorSettings) {
        self.family = family
        self.settings = settings
    }

    private func checkProbabilities() throws(MethodError) {
        for vector in settings.vectors where vector.density > 0 && vector.density < 1 {
            let isWithin = vector.density > vector.extent && vector.density + vector.extent < 1
            guard isWithin else {
                throw .contradiction(
                    method: family.name,
                    reason:
                        "density \(vector.density) and epsilon \(vector.extent): the density must "
                        + "exceed epsilon, and both together must stay below 1"
                )
            }
        }
    }

    var traits: MethodTraits {
        MethodTraits(
            name: family.name,
            joinsTensors: settings.joinsTensors,
            absentTensors: .loneBaseCopied,
            seed: [.random, .ranked].contains(settings.sparsification) ? settings.seed : nil,
            warnings: settings.normalizes
                ? settings.vectors.map(\.weight).warningsWhereTheyDivide : []
        )
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: family.name) }

    /// Where nothing is added to it, the base keeps its bytes.
    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average
            ? average(of: settings.vectors.count) : LayerDecision(.copyBase, rule: rule)
    }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        let isUnmoved =
            settings.lambda == 0
            || settings.vectors.allSatisfy { $0.weight == 0 || $0.density == 0 }
        return rule == .average || isUnmoved ? nil : SparseTaskVectors(settings, layer)
    }
}
