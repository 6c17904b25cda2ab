internal import CLIPModels

extension ActivationFunction {
    /// Applies the function to every element.
    ///
    /// - Numerics: The error is at most `2^-21 max(|x|, 1)`.
    func apply(to matrix: inout Matrix) {
        switch self {
        case .quickGELU: Self.map(&matrix, sigmoidLinearUnit)
        case .gelu: Self.map(&matrix, gaussianLinearUnit)
        }
    }

    @inline(__always)
    private static func map(_ matrix: inout Matrix, _ function: (Vector) -> Vector) {
        for index in 0..<matrix.rowCount {
            var row = matrix.mutableRow(index)
            for position in row.indices { row[position] = function(row[position]) }
        }
    }
}

/// `x σ(1.702 x) = x / (1 + e^(-1.702 x))`.
@inline(__always)
func sigmoidLinearUnit(_ x: Vector) -> Vector { x / (1 + exponential(x * -1.702)) }

/// `x Φ(x)` by `erfc(z) = t p(t) e^(-z^2)` with `z = |x| / √2` and `t = 1 / (1 + 0.3 z)`.
///
/// The polynomial p of degree 8 interpolates in Chebyshev's points for z in [0, 10]; its relative
/// error is at most 3e-8.
@inline(__always)
func gaussianLinearUnit(_ x: Vector) -> Vector {
    let magnitude = x.replacing(with: -x, where: x .< 0)
    let t = 1 / (magnitude * 0.21213203 + 1)
    var p = t * -0.12878944 + 0.482031614
    p = p * t - 0.505057931
    p = p * t + 0.539554298
    p = p * t - 0.0890771449
    p = p * t + 0.212580517
    p = p * t + 0.148932323
    p = p * t + 0.170632914
    p = p * t + 0.169192806
    let upperTail = p * t * exponential(x * x * -0.5) * 0.5
    return x * upperTail.replacing(with: 1 - upperTail, where: x .> 0)
}
