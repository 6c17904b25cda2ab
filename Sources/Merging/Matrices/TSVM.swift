internal import LinearAlgebra

/// Task singular vectors, merged (Gargiulo et al., arXiv 2412.00081):
/// `tau = polar(U) diag(s) polar(V)ᵀ`, where U, s and V hold the first `k = floor(r / N)` singular
/// directions of every model's matrix.
///
/// Directions with a singular value of zero, but for rounding, are arbitrary: they are not kept.
struct TSVM: MatrixProcedure, Equatable {
    /// What is kept, and whether it is orthogonalised.
    enum Variant: String, Sendable, CaseIterable {
        /// The first r/N directions of each model, orthogonalised.
        case standard
        /// All directions of each model, orthogonalised.
        case lossless
        /// The first r/N directions of each model, summed as they are.
        case rankReduction = "rank_reduction"
    }

    let variant: Variant

    var comparesLengths: Bool { true }

    func byteCount(_ extents: MatrixExtents) throws(UndefinedResult) -> Int {
        let count = try directionCount(extents)
        let own = extents.elementCount * MemoryLayout<Double>.stride
        guard extents.modelCount > 1 else { return own }
        let decomposition = SingularValueDecomposition.byteCount(
            rows: extents.rowCount,
            columns: extents.columnCount
        )
        guard variant != .rankReduction else { return decomposition + 2 * own }
        let all = count * extents.modelCount
        return max(
            decomposition + DirectionSet.byteCount(extents, count: all),
            DirectionSet.orthogonalisationByteCount(extents, count: all)
        )
    }

    /// The number k of directions that are kept of each model.
    private func directionCount(_ extents: MatrixExtents) throws(UndefinedResult) -> Int {
        let count = variant == .lossless ? extents.rank : extents.rank / extents.modelCount
        guard count > 0 else {
            throw UndefinedResult(
                reason: "there are more models (\(extents.modelCount)) than directions in a matrix "
                    + "of \(extents.rowCount) x \(extents.columnCount): average the layer plainly"
            )
        }
        return count
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        guard extents.modelCount > 1 else {
            let only = try taskVector(0)
            return MergedMatrix(only.isZero ? nil : only.elements)
        }
        let count = try directionCount(extents)
        var figures = MatrixFigures()
        var warnings: [LayerWarning] = []
        var directions = DirectionSet(
            extents,
            capacity: variant == .rankReduction ? 0 : count * extents.modelCount
        )
        var sum: DenseMatrix?
        for model in 0..<extents.modelCount {
            let matrix = try taskVector(model)
            guard !matrix.isZero else {
                figures.addZero()
                continue
            }
            let parts = try SingularValueDecomposition(matrix.elements)
            let kept = min(count, parts.numericalRank)
            figures.add(parts, keeping: kept)
            if parts.isTied(at: kept) { warnings.append(.tiedDirections(model: model)) }
            guard variant == .rankReduction else {
                directions.add(parts, first: kept)
                continue
            }
            let reduced = parts.product(ofFirst: kept)
            if sum == nil { sum = reduced } else { sum?.add(reduced) }
        }
        guard !directions.values.isEmpty else {
            return MergedMatrix(sum, figures: figures, warnings: warnings)
        }
        let merged = try directions.orthogonalised()
        figures.interference = merged.interference
        // In no more than min(m, n) dimensions, further directions are dependent by necessity.
        if merged.lostCount > 0, variant == .standard { warnings.append(.dependentDirections) }
        return MergedMatrix(merged.matrix, figures: figures, warnings: warnings)
    }
}

extension MethodDescription {
    package static let tsvM = MethodDescription(
        "tsv_m",
        aliases: ["tsvm"],
        "Matrices from the leading singular directions of all models, made orthogonal.",
        formula: """
            matrices      D_i = x_i - b, m x n, r = min(m, n), D_i = U S Vᵀ, k = floor(r / N)
                U, s, V = the first k singular directions of weight_i D_i, of all models together
                w = b + alpha polar(U) diag(s) polar(V)ᵀ        polar(A) = A (Aᵀ A)^(-1/2)
                lossless: k = r; rank_reduction: w = b + alpha sum_i U_i diag(s_i) V_iᵀ
            the rest      w = b + alpha / N sum_i weight_i (x_i - b)
            """,
        reference: "Gargiulo et al.: Task Singular Vectors, CVPR 2025, arXiv 2412.00081; as in "
            + "AntoAndGar/task_singular_vectors a6c9718, in f64; directions that depend on others "
            + "contribute nothing, where the code completes them at random",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofMatrices + [
            .choice(
                "variant",
                TSVM.Variant.allCases.map(\.rawValue),
                default: TSVM.Variant.standard.rawValue,
                "What is kept of each model, and whether it is made orthogonal."
            )
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "tsv_m",
                TSVM(variant: TSVM.Variant(rawValue: arguments.text("variant")) ?? .standard),
                weights: arguments.numbers("weight"),
                alpha: arguments.number("alpha")
            )
        }
    )
}
