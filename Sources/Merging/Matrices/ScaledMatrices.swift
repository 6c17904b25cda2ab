internal import LinearAlgebra

/// A procedure whose task vectors, and whose result, are multiplied by numbers.
struct ScaledMatrices<Procedure: MatrixProcedure & Equatable>: MatrixProcedure, Equatable {
    let procedure: Procedure
    /// What each model's task vector is multiplied by.
    let weights: [Double]
    /// What the merged task vector is multiplied by.
    let alpha: Double

    var passCount: Int { procedure.passCount }

    var withoutFactor: (procedure: any MatrixProcedure, factor: Double) {
        (ScaledMatrices(procedure: procedure, weights: weights, alpha: 1), alpha)
    }

    func byteCount(_ extents: MatrixExtents) throws(UndefinedResult) -> Int {
        try procedure.byteCount(extents)
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        var norms = weights.map { _ in 0.0 }
        var merged = try procedure.merge(extents) { model in
            let found = try taskVector(model)
            norms[model] = found.norm
            return found.scaled(by: weights[model])
        }
        merged.taskVector?.scale(by: alpha)
        merged.figures.norms = norms
        merged.warnings += warnings(norms)
        return merged
    }

    /// Task vectors that are several times as long as others outweigh them.
    private func warnings(_ norms: [Double]) -> [LayerWarning] {
        let lengths = zip(norms, weights).map { $0 * $1.magnitude }.filter { $0 > 0 }
        guard procedure.comparesLengths, let longest = lengths.max(),
            let shortest = lengths.min(), longest > 3 * shortest
        else { return [] }
        return [.unequalLengths]
    }
}

extension TaskMatrix {
    /// The task vector times a number.
    fileprivate consuming func scaled(by weight: Double) -> TaskMatrix {
        guard weight != 1 else { return self }
        var elements = elements
        elements.scale(by: weight)
        return TaskMatrix(elements)
    }
}
