internal import LinearAlgebra

/// Isotropic merging in a common subspace and one of each task (Marczak et al., arXiv 2502.04959).
///
/// The first `k` directions of `sum D_i` are common. Of what they leave of every model,
/// `D_i - U_c U_cᵀ D_i`, the first `p` directions join them, `k + N p = r`. With the directions of all
/// made orthonormal, and equal singular values, `tau = mean(s) polar(U) polar(V)ᵀ`.
struct IsoCTS: MatrixProcedure, Equatable {
    /// The part f of the r directions that is common.
    let commonFraction: Double

    var passCount: Int { 2 }

    /// The number p of directions of each model's own.
    func ownCount(_ extents: MatrixExtents) -> Int {
        let (rank, count) = (extents.rank, Double(extents.modelCount))
        let rest = Double(rank - Int(Double(rank) * commonFraction)) / count
        let rounded = Int(rest.rounded(.toNearestOrEven))
        // Rounding up may ask for more directions than there are.
        return rounded * extents.modelCount <= rank ? rounded : Int(rest)
    }

    func byteCount(_ extents: MatrixExtents) -> Int {
        let (own, rank) = (extents.elementCount, extents.rank)
        let whole = IsoC(flattening: 1).byteCount(extents)
        guard ownCount(extents) > 0 else { return whole }
        // The common directions are kept twice: among all, and for the projection.
        let kept =
            DirectionSet.byteCount(extents, count: rank)
            + rank * extents.rowCount * MemoryLayout<Double>.stride
        let decomposition = SingularValueDecomposition.byteCount(
            rows: extents.rowCount,
            columns: extents.columnCount
        )
        let projection = (2 * own + rank * extents.columnCount) * MemoryLayout<Double>.stride
        return max(
            whole,
            kept + own * MemoryLayout<Double>.stride + max(decomposition, projection),
            DirectionSet.orthogonalisationByteCount(extents, count: rank)
        )
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        guard ownCount(extents) > 0 else {
            return try IsoC(flattening: 1).merge(extents, taskVector)
        }
        var result = MergedMatrix(nil)
        var directions = DirectionSet(extents, capacity: extents.rank)
        guard try collect(extents, taskVector, &directions, &result) else { return result }
        let mean = directions.values.reduce(0, +) / Double(extents.rank)
        let merged = try directions.orthogonalised(
            spectrum: directions.values.map { _ in mean }
        )
        result.taskVector = merged.matrix
        result.figures.interference = merged.interference
        if merged.lostCount > 0 { result.warnings.append(.dependentDirections) }
        return result
    }

    /// Keeps the common directions and each model's own; false where the task vectors sum to zero.
    private func collect(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix,
        _ directions: inout DirectionSet,
        _ result: inout MergedMatrix
    ) throws -> Bool {
        let own = ownCount(extents)
        let common = try commonDirections(extents, taskVector, &directions, &result)
        guard let common else { return false }
        for model in 0..<extents.modelCount {
            let matrix = try taskVector(model)
            guard !matrix.isZero else { continue }
            // What the projection leaves of a model that it covers is rounding, of its own length.
            let least = Double(max(extents.rowCount, extents.columnCount)) * 0x1p-52 * matrix.norm
            let parts = try SingularValueDecomposition(matrix.elements.projected(awayFrom: common))
            let kept = min(own, parts.values.count { $0 > least })
            if parts.isTied(at: kept) { result.warnings.append(.tiedDirections(model: model)) }
            directions.add(parts, first: kept)
        }
        return true
    }

    /// Keeps the first directions of the sum of the task vectors, and returns their left ones.
    private func commonDirections(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix,
        _ directions: inout DirectionSet,
        _ result: inout MergedMatrix
    ) throws -> DenseMatrix? {
        guard let sum = try extents.sum(of: taskVector) else { return nil }
        let parts = try SingularValueDecomposition(sum)
        let count = min(extents.rank - ownCount(extents) * extents.modelCount, parts.numericalRank)
        directions.add(parts, first: count)
        result.figures.add(parts, keeping: count)
        if parts.isTied(at: count) { result.warnings.append(.tiedCommonDirections) }
        return parts.left.rows(0..<count)
    }
}

extension DenseMatrix {
    /// What is left of a matrix without some orthonormal left directions: `A - Uᵀ (U A)` for rows U.
    fileprivate func projected(awayFrom rows: DenseMatrix) -> DenseMatrix {
        var result = self
        result.add(rows.product(with: rows.product(with: self), transposingSelf: true), times: -1)
        return result
    }
}

extension MethodDescription {
    package static let isoCTS = MethodDescription(
        "iso_cts",
        "Singular directions that models share and some of each one's own, all equally long.",
        formula: """
            matrices      D_i = weight_i (x_i - b), m x n, r = min(m, n)
                p = round((r - floor(r common_fraction)) / N), half to even; k = r - N p
                U_c, s_c, V_c = the first k singular directions of sum_i D_i
                U_i, s_i, V_i = the first p of D_i - U_c U_cᵀ D_i
                w = b + alpha mean(s) polar(U) polar(V)ᵀ        U = [U_1 ... U_N U_c], V likewise
                with p = 0 that of iso_c
            the rest      w = b + alpha / N sum_i weight_i (x_i - b)
            """,
        reference: "Marczak et al.: No Task Left Behind, ICML 2025, arXiv 2502.04959; as in "
            + "danielm1405/iso-merging d34010a, in f64; directions that depend on others contribute "
            + "nothing",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofMatrices + [
            .number(
                "common_fraction",
                default: 0.8,
                in: 0...1,
                "The part of the directions that comes from the sum of the task vectors."
            )
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "iso_cts",
                IsoCTS(commonFraction: arguments.number("common_fraction")),
                weights: arguments.numbers("weight"),
                alpha: arguments.number("alpha")
            )
        }
    )
}
