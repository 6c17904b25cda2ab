internal import Glibc
internal import LinearAlgebra

extension SingularValueDecomposition {
    /// The number of singular values that are not zero but for rounding: those above
    /// `max(m, n) 2^-52 s_1`.
    ///
    /// The directions behind them are arbitrary, so that nothing may depend on them.
    var numericalRank: Int {
        guard let largest = values.first else { return 0 }
        let extent = Double(max(left.columnCount, right.columnCount))
        return values.count { $0 > extent * 0x1p-52 * largest }
    }

    /// The number of equal singular values with the same entropy, `exp(-sum p ln(p + 1e-12))` with
    /// `p_j = s_j / sum s`.
    var effectiveRank: Double {
        let total = values.reduce(0, +)
        guard total > 0 else { return 0 }
        return exp(-values.reduce(0) { $0 + $1 / total * log($1 / total + 1e-12) })
    }

    /// Whether the singular values on both sides of a cut are equal but for rounding, so that the
    /// directions that are kept are not unique.
    func isTied(at count: Int) -> Bool {
        guard count > 0, count < numericalRank else { return false }
        return values[count - 1] - values[count] < 1e-9 * values[0]
    }

    /// The first directions alone, `sum_{j < count} u_j s_j v_jᵀ`.
    func product(ofFirst count: Int) -> DenseMatrix {
        product(spectrum: Array(values[..<count]))
    }

    /// As many of the first directions as there are numbers, with these for singular values.
    func product(spectrum: [Double]) -> DenseMatrix {
        var scaled = right.rows(0..<spectrum.count)
        scaled.scaleRows(by: spectrum)
        return left.rows(0..<spectrum.count).product(with: scaled, transposingSelf: true)
    }
}

extension MatrixFigures {
    /// Notes what was found of one matrix, of which some directions are kept.
    mutating func add(_ parts: SingularValueDecomposition, keeping count: Int) {
        ranks.append(parts.numericalRank)
        effectiveRanks.append(parts.effectiveRank)
        let largest = parts.values.first ?? 0
        cuts.append(count > 0 && largest > 0 ? parts.values[count - 1] / largest : 0)
    }

    /// Notes a matrix of zeros.
    mutating func addZero() {
        ranks.append(0)
        effectiveRanks.append(0)
        cuts.append(0)
    }
}
