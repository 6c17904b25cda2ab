extension GramMatrix {
    /// The length of the sum `sum_i coefficient_i v_i` of the vectors.
    ///
    /// - Numerics: Two vectors that cancel exactly give exactly 0. Otherwise the rounding of the
    ///   entries hides what is shorter than about 2e-8 of `sum_i |coefficient_i| |v_i|`.
    func length(ofSum coefficients: [Double]) -> Double {
        max(0, dot(coefficients, coefficients)).squareRoot()
    }

    /// The dot product of two sums of the vectors.
    func dot(_ left: [Double], _ right: [Double]) -> Double {
        (0..<order).reduce(0) { $0 + left[$1] * dot($1, right) }
    }

    /// The dot product of one vector and a sum of all.
    func dot(_ vector: Int, _ coefficients: [Double]) -> Double {
        (0..<order).reduce(0) { $0 + self[vector, $1] * coefficients[$1] }
    }

    /// The cosine of the angle between two vectors, from -1 to 1.
    ///
    /// A vector of some length is divided by what `divisor` gives for it: the length itself, unless
    /// that is too small.
    ///
    /// - Numerics: Exactly 1 for equal vectors that are long enough.
    package func cosine(_ i: Int, _ j: Int, dividingBy divisor: (Double) -> Double) -> Double {
        let lengths = (self[i, i].squareRoot(), self[j, j].squareRoot())
        let divisors = (divisor(lengths.0), divisor(lengths.1))
        let product =
            lengths == divisors
            ? productOfRoots(self[i, i], self[j, j]) : divisors.0 * divisors.1
        return min(max(self[i, j] / product, -1), 1)
    }
}

/// The product of two square roots, with one rounding where the product under the root neither
/// overflows nor underflows.
func productOfRoots(_ first: Double, _ second: Double) -> Double {
    let product = first * second
    return product.isNormal
        ? product.squareRoot() : first.squareRoot() * second.squareRoot()
}
