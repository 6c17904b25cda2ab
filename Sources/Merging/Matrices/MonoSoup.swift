internal import LinearAlgebra

/// One fine-tuned model and its base, direction by direction (MonoSoup, arXiv 2602.09689):
/// `tau = high D_(first k) + low D_(the others)`, with
/// `low = rho + (1 - rho) sqrt(1 - P)`, `high = 1 - low`, P the part of the energy in the first k
/// directions, and `rho = (s_(k+1) / s_1)^2`.
struct MonoSoup: MatrixProcedure, Equatable {
    /// How many directions count as the model's.
    enum Cut: Sendable, Equatable {
        /// The effective rank, rounded up.
        case effectiveRank
        /// As many as hold this part of the energy.
        case energy(Double)
    }

    let cut: Cut

    func byteCount(_ extents: MatrixExtents) -> Int { IsoC(flattening: 1).byteCount(extents) }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        let matrix = try taskVector(0)
        guard !matrix.isZero else { return MergedMatrix(nil) }
        guard matrix.norm * matrix.norm >= Self.guardTerm else {
            return MergedMatrix(matrix.elements)
        }
        let parts = try SingularValueDecomposition(matrix.elements)
        let count = directionCount(parts)
        let low = lowFactor(parts.values, count)
        var figures = MatrixFigures()
        figures.add(parts, keeping: count)
        let spectrum = parts.values.enumerated().map { $1 * ($0 < count ? 1 - low : low) }
        return MergedMatrix(parts.product(spectrum: spectrum), figures: figures)
    }

    private func directionCount(_ parts: SingularValueDecomposition) -> Int {
        let most = parts.values.count
        switch cut {
        case .effectiveRank: return max(1, min(Int(parts.effectiveRank.rounded(.up)), most))
        case .energy(let part):
            let total = parts.values.reduce(0) { $0 + $1 * $1 }
            var sum = 0.0
            let first = parts.values.firstIndex { value in
                sum += value * value
                return sum / total >= part
            }
            return first.map { $0 + 1 } ?? most
        }
    }

    private func lowFactor(_ values: [Double], _ count: Int) -> Double {
        let total = values.reduce(0) { $0 + $1 * $1 }
        let kept = values[..<count].reduce(0) { $0 + $1 * $1 }
        let ratio = count == values.count ? 0 : values[count] / (values[0] + Self.guardTerm)
        let rest = max(0, 1 - kept / (total + Self.guardTerm)).squareRoot()
        return ratio * ratio + (1 - ratio * ratio) * rest
    }

    /// What the code adds to divisors.
    private static let guardTerm = 1e-12
}

extension MethodDescription {
    package static let monoSoup = MethodDescription(
        "monosoup",
        "One model, drawn back to its base in the directions that hold little of its task vector.",
        formula: """
            tensors of two dimensions or more      D = x - b = U diag(s) Vᵀ, r directions
                k = ceil(exp(-sum p ln p)), p_j = s_j / sum s       the effective rank (default), or
                k = the fewest directions with energy R of sum s^2  (variant energy)
                P = sum_(j <= k) s_j^2 / sum s^2, rho = (s_(k+1) / s_1)^2, 0 where k = r
                low = rho + (1 - rho) sqrt(1 - P)
                w = b + (1 - low) D_(first k) + low D_(the others)
            the rest      w = x
            """,
        reference: "MonoSoup, arXiv 2602.09689; as in alirezaabdollahpour/MonoSoup cc65f9a, in f64",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            .choice(
                "variant",
                ["effective_rank", "energy"],
                default: "effective_rank",
                "What decides how many directions are the model's."
            ),
            .number(
                "energy",
                default: 0.8,
                in: 0...1,
                "The part R of the energy that the model's directions hold, with variant energy."
            ),
        ],
        build: { arguments throws(MethodError) in
            let energy = arguments.number("energy")
            return MatrixMethod(
                "monosoup",
                MonoSoup(
                    cut: arguments.text("variant") == "energy" ? .energy(energy) : .effectiveRank
                ),
                weights: [1],
                domain: .twoDimensionsOrMore,
                rest: .model
            )
        }
    )
}
