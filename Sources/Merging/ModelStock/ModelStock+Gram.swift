internal import LinearAlgebra

/// The generalisation to task vectors of unequal norms, from the same Gram matrix.
///
/// With `d_i = m + e_i`, the `e_i` orthogonal to m and to each other, the coefficients nearest to
/// the centre `m` solve `G lambda = m 1`, where the mean m of the entries off the diagonal of G
/// estimates `|m|^2`.
extension ModelStock {
    /// The single ratio `t_G = N m / (g + (N - 1) m)`, g the mean of the diagonal; nil where the
    /// denominator vanishes.
    func gramRatio(_ gram: GramMatrix) -> Double? {
        let count = Double(gram.order)
        let diagonal = (0..<gram.order).reduce(0) { $0 + gram[$1, $1] } / count
        let shared = sharedPart(gram)
        let denominator = diagonal + (count - 1) * shared
        return denominator < 1e-6 * diagonal ? nil : count * shared / denominator
    }

    /// One coefficient per model.
    ///
    /// Falls back to the single ratio where the system has no trustworthy solution.
    func decideByCoefficients(_ gram: GramMatrix) -> LayerDecision {
        guard let ratio = gramRatio(gram) else { return decide(by: nil) }
        if options.clampsRatio, ratio <= 0 { return decide(by: ratio) }
        do {
            return decision(for: try coefficients(gram), shared: sharedPart(gram))
        } catch {
            var decision = decide(by: ratio)
            decision.warnings.append(.fellBackToRatio(reason: error.description))
            return decision
        }
    }

    /// The mean of the entries off the diagonal, an estimate of the shared part's squared norm.
    private func sharedPart(_ gram: GramMatrix) -> Double {
        let sum = (1..<gram.order).reduce(0.0) { sum, i in
            (0..<i).reduce(sum) { $0 + gram[i, $1] }
        }
        return sum / Double(gram.order * (gram.order - 1) / 2)
    }

    private func rightHandSide(_ gram: GramMatrix) -> [Double] {
        guard options.usesColumnMeans else {
            return Array(repeating: sharedPart(gram), count: gram.order)
        }
        return (0..<gram.order).map { j in
            let column = (0..<gram.order).reduce(0) { $0 + ($1 == j ? 0 : gram[$1, j]) }
            return column / Double(gram.order - 1)
        }
    }

    private func coefficients(_ gram: GramMatrix) throws(CoefficientFailure) -> [Double] {
        let changed = (0..<gram.order).filter { gram[$0, $0] != 0 }
        let all = rightHandSide(gram)
        let program = CoefficientProgram(
            gram: gram.restricted(to: changed),
            linearTerm: changed.map { all[$0] }
        )
        let solved = try options.boundsCoefficients ? program.solveOnSimplex() : program.solve()
        var coefficients = Array(repeating: 0.0, count: gram.order)
        for (model, value) in zip(changed, solved) { coefficients[model] = value }
        return coefficients
    }

    private func decision(for coefficients: [Double], shared: Double) -> LayerDecision {
        let sum = coefficients.reduce(0, +)
        let contradicts = shared > 0 && (sum > 1 || coefficients.contains { $0 < 0 })
        let unchanged = coefficients.allSatisfy { $0 == 0 }
        return LayerDecision(
            unchanged ? .copyBase : .combine(.coefficients(coefficients)),
            rule: unchanged ? .copy : .modelStock,
            ratio: sum,
            coefficients: coefficients,
            warnings: contradicts ? [.contradictsPremise] : []
        )
    }
}
