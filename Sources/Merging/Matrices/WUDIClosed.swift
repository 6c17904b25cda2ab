internal import LinearAlgebra

/// The minimum of WUDI's interference, which is RegMean with each model's own rows for inputs.
///
/// `tau = C (H + ridge tr(H) / n 1)^(-1)` with the sums of `InterferenceSums`.
/// Without a ridge the minimum may not be unique, and then it is the shortest one: directions in which
/// H is zero but for rounding, at most `n 2^-52` of its largest eigenvalue, contribute nothing.
struct WUDIClosed: MatrixProcedure, Equatable {
    let ridge: Double

    var comparesLengths: Bool { true }

    func byteCount(_ extents: MatrixExtents) -> Int {
        let square = extents.columnCount * extents.columnCount
        let solution = (4 * extents.elementCount + 5 * square) * MemoryLayout<Double>.stride
        return max(InterferenceSums.byteCount(extents), solution)
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        guard let sums = try InterferenceSums(extents, taskVector) else { return MergedMatrix(nil) }
        guard ridge > 0 else { return MergedMatrix(try shortestMinimum(sums)) }
        var curvature = sums.curvature
        let order = curvature.rowCount
        let trace = (0..<order).reduce(0) { $0 + curvature[$1, $1] }
        for index in 0..<order { curvature[index, index] += ridge * trace / Double(order) }
        let system = try PositiveDefiniteSystem(curvature.elements, order: order)
        return MergedMatrix(try system.solve(rows: sums.target))
    }

    private func shortestMinimum(_ sums: InterferenceSums) throws -> DenseMatrix {
        let system = try SymmetricEigensystem(sums.curvature)
        let least = Double(system.values.count) * 0x1p-52 * (system.values.last ?? 0)
        let first = system.values.firstIndex { $0 > least } ?? system.values.count
        let vectors = system.vectors.rows(first..<system.values.count)
        var inverse = vectors
        inverse.scaleRows(by: system.values[first...].map { 1 / $0 })
        return sums.target.product(with: inverse, transposingOther: true).product(with: vectors)
    }
}

extension MethodDescription {
    package static let wudiClosed = MethodDescription(
        "wudi_closed",
        "The task vector that interferes least with each model's, from a linear system.",
        formula: """
            matrices      D_i = weight_i (x_i - b), m x n
                H = sum_i D_iᵀ D_i / |D_i|², C = sum_i D_i D_iᵀ D_i / |D_i|²
                w = b + alpha C (H + ridge tr(H) / n 1)^(-1)
                with ridge 0 the shortest minimum, directions without curvature left out
            the rest      w = b + alpha / N sum_i weight_i (x_i - b)
            """,
        reference: wudiReference
            + "the minimum of what it optimises, which is ill-conditioned: without a ridge it is far "
            + "from what is published",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofMatrices + [
            .number(
                "ridge",
                default: 0.01,
                in: .fromZero,
                "What is added to the system's diagonal, as a part of its mean."
            )
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "wudi_closed",
                WUDIClosed(ridge: arguments.number("ridge")),
                weights: arguments.numbers("weight"),
                alpha: arguments.number("alpha")
            )
        }
    )
}
