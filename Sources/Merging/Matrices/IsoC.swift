internal import LinearAlgebra

/// The sum of the task vectors with equal singular values (Marczak et al., arXiv 2502.04959):
/// `tau = U diag((1 - beta) s + beta mean(s)) Vᵀ` for `sum D_i = U diag(s) Vᵀ`.
///
/// Directions with a singular value of zero, but for rounding, stay zero; the mean is over all
/// `min(m, n)` nevertheless.
struct IsoC: MatrixProcedure, Equatable {
    /// The part beta of the way to equal singular values: 0 is the sum itself.
    let flattening: Double

    func byteCount(_ extents: MatrixExtents) -> Int {
        let (own, rank) = (extents.elementCount, extents.rank)
        let factors = rank * (extents.rowCount + extents.columnCount)
        return max(
            SingularValueDecomposition.byteCount(
                rows: extents.rowCount,
                columns: extents.columnCount
            ),
            (2 * own + 2 * factors) * MemoryLayout<Double>.stride
        )
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        guard let sum = try extents.sum(of: taskVector) else { return MergedMatrix(nil) }
        guard flattening != 0 else { return MergedMatrix(sum) }
        let parts = try SingularValueDecomposition(sum)
        var figures = MatrixFigures()
        figures.add(parts, keeping: parts.numericalRank)
        return MergedMatrix(flattened(parts), figures: figures)
    }

    /// A matrix with its singular values drawn towards their mean.
    func flattened(_ parts: SingularValueDecomposition) -> DenseMatrix {
        let mean = parts.values.reduce(0, +) / Double(parts.values.count)
        let spectrum = parts.values.prefix(parts.numericalRank).map {
            (1 - flattening) * $0 + flattening * mean
        }
        return parts.product(spectrum: spectrum)
    }
}

extension MatrixExtents {
    /// The sum of all models' task vectors; nil where all are zero.
    func sum(of taskVector: (Int) throws -> TaskMatrix) throws -> DenseMatrix? {
        var sum: DenseMatrix?
        for model in 0..<modelCount {
            let matrix = try taskVector(model)
            guard !matrix.isZero else { continue }
            if sum == nil { sum = matrix.elements } else { sum?.add(matrix.elements) }
        }
        // Task vectors may cancel.
        return sum?.frobeniusNorm == 0 ? nil : sum
    }
}

extension MethodDescription {
    package static let isoC = MethodDescription(
        "iso_c",
        "Matrices with the singular directions of the summed task vectors, all equally long.",
        formula: """
            matrices      D_i = x_i - b, m x n, r = min(m, n), sum_i weight_i D_i = U diag(s) Vᵀ
                w = b + alpha U diag((1 - flatten) s_j + flatten mean(s)) Vᵀ
                mean(s) = 1/r sum_j s_j; where s_j is zero but for rounding it stays zero
            the rest      w = b + alpha / N sum_i weight_i (x_i - b)
            """,
        reference: "Marczak et al.: No Task Left Behind, ICML 2025, arXiv 2502.04959; as in "
            + "danielm1405/iso-merging d34010a, in f64; the code fills directions that the sum lacks "
            + "at random, here they stay zero",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofMatrices + [
            .number(
                "flatten",
                default: 1,
                in: 0...1,
                "How far singular values go towards their mean; 0 is the sum of the task vectors."
            )
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "iso_c",
                IsoC(flattening: arguments.number("flatten")),
                weights: arguments.numbers("weight"),
                alpha: arguments.number("alpha")
            )
        }
    )
}
