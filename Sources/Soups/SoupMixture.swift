/// Models and the weights with which they are averaged.
package struct SoupMixture: Sendable, Equatable {
    /// The models, in the order in which they came in.
    package let models: [String]
    /// The weight of each model, which sum to 1; nil for the plain average.
    package let weights: [Double]?

    /// The plain average of models.
    ///
    /// - Precondition: There is at least one model.
    package init(_ models: [String]) { self.init(models, weights: nil) }

    private init(_ models: [String], weights: [Double]?) {
        precondition(!models.isEmpty, "a soup has an ingredient")
        self.models = models
        self.weights = weights
    }

    /// The weight of each model.
    package var shares: [Double] {
        weights ?? [Double](repeating: 1 / Double(models.count), count: models.count)
    }

    /// The plain average with one model more.
    ///
    /// - Precondition: This is a plain average too.
    package func adding(_ model: String) -> SoupMixture {
        precondition(weights == nil, "models with weights have no plain average")
        return SoupMixture(models + [model])
    }

    /// `λ·this + (1 - λ)·model`.
    ///
    /// - Precondition: λ lies between 0 and 1.
    package func keeping(_ coefficient: Double, with model: String) -> SoupMixture {
        precondition(coefficient > 0 && coefficient < 1, "a coefficient lies between 0 and 1")
        return SoupMixture(
            models + [model],
            weights: shares.map { $0 * coefficient } + [1 - coefficient]
        )
    }
}
