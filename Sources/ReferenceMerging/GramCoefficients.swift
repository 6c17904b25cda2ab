/// Decides the coefficients λ of variant `gram` (section 7): `λ = m · G⁻¹ · 1`, or G⁻¹ b.
///
/// Of the table of conditions of section 7, the rows that give the base whatever λ might be come
/// first; the solve with its fallback to t_G follows.
func coefficientDecision(gram: [[Double]], options: ReferenceOptions) -> Decision {
    let m = meanOffDiagonal(of: gram)
    let b = linearTerm(of: gram, kind: options.linearTerm)
    let noModel = [Double](repeating: 0, count: gram.count)
    if meanDiagonal(of: gram) == 0 {
        return Decision(rule: .copy, coefficients: noModel)
    }
    if projectionVanishes(in: gram) {
        return ratioDecision(.singular, options: options)
    }
    if m <= 0 && options.clampRatio {
        return Decision(rule: .copy, coefficients: noModel)
    }
    // Without a positive b the objective of the simplex form is nowhere below its value at λ = 0.
    if options.lambdaBounds == .simplex && b.allSatisfy({ $0 <= 0 }) {
        return Decision(rule: .copy, coefficients: noModel)
    }
    // A zero task vector takes no part in the solve; its coefficient is zero.
    let active = gram.indices.filter { i in gram[i][i] != 0 }
    let matrix = active.map { i in active.map { j in gram[i][j] } }
    let rightSide = active.map { i in b[i] }
    guard var solution = solvedCoefficients(matrix: matrix, rightSide: rightSide) else {
        var decision = ratioDecision(gramRatio(of: gram), options: options)
        decision.warnings.append("The Gram matrix is nearly singular; one ratio was used instead.")
        return decision
    }
    let warnings = m > 0 ? contradictions(in: solution) : []
    if options.lambdaBounds == .simplex {
        solution = simplexMinimum(matrix: matrix, rightSide: rightSide)
    }
    let rule: ReferenceRule = solution.allSatisfy { $0 == 0 } ? .copy : .modelStock
    let coefficients = spread(solution, over: active, count: gram.count)
    return Decision(rule: rule, coefficients: coefficients, warnings: warnings)
}

/// Returns A⁻¹ b; nil where t_G must take over.
///
/// It must when A is not positive definite, has a reciprocal condition below 1e-10, or gives a
/// solution that is not finite.
private func solvedCoefficients(matrix: [[Double]], rightSide: [Double]) -> [Double]? {
    guard let factor = CholeskyFactor(of: matrix) else { return nil }
    if reciprocalCondition(of: matrix, factor: factor) < 1e-10 { return nil }
    let solution = factor.solution(of: rightSide)
    return solution.allSatisfy { $0.isFinite } ? solution : nil
}

/// Returns b: m for every model, or the mean of each column without its diagonal entry.
private func linearTerm(of gram: [[Double]], kind: ReferenceLinearTerm) -> [Double] {
    switch kind {
    case .constant: gram.map { _ in meanOffDiagonal(of: gram) }
    case .columns: (0..<gram.count).map { j in meanOffDiagonal(ofColumn: j, of: gram) }
    }
}

/// Returns what in the coefficients contradicts the premise of section 2.
private func contradictions(in coefficients: [Double]) -> [String] {
    var warnings: [String] = []
    if coefficients.contains(where: { $0 < 0 }) {
        warnings.append("A coefficient is negative: the data contradict the premise.")
    }
    if sum(of: coefficients) > 1 {
        warnings.append("The coefficients add up to more than 1: the data contradict the premise.")
    }
    return warnings
}
