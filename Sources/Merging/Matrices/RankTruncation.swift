internal import LinearAlgebra

/// The first singular directions of one task vector, the nearest matrix of rank k.
///
/// `tau = sum_(j <= k) u_j s_j v_jᵀ` (Eckart and Young). Its error is `sqrt(sum_(j > k) s_j^2)`.
struct RankTruncation: MatrixProcedure, Equatable {
    /// How many directions are kept.
    enum Cut: Sendable, Equatable {
        /// So many, and only those with a singular value above `epsilon`.
        case rank(Int, epsilon: Double)
        /// `floor(r / N)`, so that those of N models take as much as one whole matrix.
        case share(tasks: Int)
    }

    let cut: Cut

    func byteCount(_ extents: MatrixExtents) throws(UndefinedResult) -> Int {
        if case .share(let tasks) = cut, tasks > extents.rank {
            throw UndefinedResult(
                reason: "there are more tasks (\(tasks)) than directions in a matrix of "
                    + "\(extents.rowCount) x \(extents.columnCount): average the layer plainly"
            )
        }
        return IsoC(flattening: 1).byteCount(extents)
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        let matrix = try taskVector(0)
        let most = largestCount(extents)
        guard !matrix.isZero, most > 0 else { return MergedMatrix(nil) }
        let parts = try SingularValueDecomposition(matrix.elements)
        let count = parts.values.prefix(most).count { $0 > leastValue }
        var figures = MatrixFigures()
        figures.add(parts, keeping: count)
        figures.truncationError = norm(parts.values[count...])
        // Ends of a spectrum of equal values are kept or left out as LAPACK orders them.
        let warnings: [LayerWarning] = parts.isTied(at: count) ? [.tiedDirections(model: 0)] : []
        guard count < extents.rank else {
            return MergedMatrix(matrix.elements, figures: figures)
        }
        guard count > 0 else { return MergedMatrix(nil, figures: figures) }
        return MergedMatrix(
            parts.product(ofFirst: count),
            figures: figures,
            warnings: warnings
        )
    }

    private func largestCount(_ extents: MatrixExtents) -> Int {
        switch cut {
        case .rank(let rank, _): min(rank, extents.rank)
        case .share(let tasks): extents.rank / tasks
        }
    }

    private var leastValue: Double {
        guard case .rank(_, let epsilon) = cut else { return 0 }
        return epsilon
    }

    private func norm(_ values: ArraySlice<Double>) -> Double {
        values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}

extension MethodDescription {
    package static let lowRank = MethodDescription(
        "low_rank",
        aliases: ["rank_k"],
        "One model, its task vector cut down to a few singular directions in every matrix.",
        formula: """
            tensors of two dimensions or more      D = x - b = U diag(s) Vᵀ
                k = min(rank, the number of s_j > epsilon)
                w = b + sum_(j <= k) u_j s_j v_jᵀ       the error is sqrt(sum_(j > k) s_j^2)
            the rest      w = x
            """,
        reference: "Eckart, Young: The approximation of one matrix by another of lower rank, 1936; "
            + "ranks as in mergekit-extract-lora 0.1",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            .integer(
                "rank",
                default: 128,
                in: 0...Int(Int32.max),
                example: 8,
                "The most directions that are kept of a matrix."
            ),
            .number(
                "epsilon",
                default: 0,
                in: .fromZero,
                "Directions whose singular value is not above it are left out too."
            ),
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "low_rank",
                RankTruncation(
                    cut: .rank(arguments.integer("rank"), epsilon: arguments.number("epsilon"))
                ),
                weights: [1],
                domain: .twoDimensionsOrMore,
                rest: .model
            )
        }
    )

    package static let tsvC = MethodDescription(
        "tsv_c",
        "One of several models, its task vector cut down to its share of singular directions.",
        formula: """
            matrices      D = x - b = U diag(s) Vᵀ, m x n, k = floor(min(m, n) / tasks)
                w = b + sum_(j <= k) u_j s_j v_jᵀ
            the rest      w = x
            """,
        reference:
            "Gargiulo et al.: Task Singular Vectors, CVPR 2025, arXiv 2412.00081 (TSV-Compress);"
            + " as in AntoAndGar/task_singular_vectors a6c9718, in f64",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            .integer(
                "tasks",
                default: 2,
                in: 1...Int(Int32.max),
                example: 8,
                "The number N of models that share the place of one."
            )
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "tsv_c",
                RankTruncation(cut: .share(tasks: arguments.integer("tasks"))),
                weights: [1],
                domain: .twoDimensionsOfAnyName,
                rest: .model
            )
        }
    )
}
