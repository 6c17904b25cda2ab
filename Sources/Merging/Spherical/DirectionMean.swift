internal import Glibc

/// The mean of directions on a sphere, found by steps along the tangent.
///
///     u_0 = sum_i alpha_i u_i, normalised, or u_1 where that vanishes; alpha_i equal
///     T   = sum_i alpha_i (theta_i / sin(theta_i)) (u_i - d_i u),   d_i = <u, u_i> = cos(theta_i)
///     u   = cos|T| u + sin|T| T / |T|, normalised;   ends where |T| < tolerance
///
/// A direction is held as its coefficients in terms of the vectors. -T is the gradient of
/// `f(u) = 1/2 sum_i alpha_i theta_i^2`. Where all directions lie within an angle `r < pi / 4` of
/// the mean, f is convex there with constant `2 r cot(2 r)` (Karcher 1977), so that u lies within
/// `|T| / (2 r cot(2 r))` of the mean when the steps end.
///
/// - Numerics: In 64 bits. Directions closer than `tolerance` to u take no part in a step.
struct DirectionMean: Equatable {
    /// Coefficients of the mean direction, and the length of the last tangent.
    struct Result {
        var coefficients: [Double]
        var lastStep: Double
    }

    /// The largest number of steps.
    let stepCount: Int
    /// The length below which a tangent ends the search, and up to which vectors are left out.
    let tolerance: Double

    /// The mean of the directions of vectors with this Gram matrix; all coefficients are zero
    /// where no vector is long enough.
    ///
    /// - Complexity: O(steps N^2).
    func mean(of gram: GramMatrix) -> Result {
        let norms = gram.norms
        let valid = norms.indices.filter { norms[$0] > tolerance }
        var coefficients = norms.map { _ in 0.0 }
        guard !valid.isEmpty else { return Result(coefficients: coefficients, lastStep: 0) }
        let found = mean(ofUnits: gram.restricted(to: valid).normalised)
        for (vector, value) in zip(valid, found.coefficients) {
            coefficients[vector] = value / norms[vector]
        }
        return Result(coefficients: coefficients, lastStep: found.lastStep)
    }

    private func mean(ofUnits cosines: GramMatrix) -> Result {
        var result = Result(coefficients: start(cosines), lastStep: 0)
        for _ in 0..<stepCount {
            let tangent = tangent(at: result.coefficients, cosines)
            result.lastStep = cosines.length(ofSum: tangent)
            if result.lastStep < tolerance { break }
            step(&result, along: tangent, cosines)
        }
        return result
    }

    /// The normalised sum of all directions, or the first one where they cancel.
    private func start(_ cosines: GramMatrix) -> [Double] {
        let equal = Array(repeating: 1 / Double(cosines.order), count: cosines.order)
        let length = cosines.length(ofSum: equal)
        return length < tolerance
            ? equal.indices.map { $0 == 0 ? 1 : 0 } : equal.map { $0 / length }
    }

    private func tangent(at mean: [Double], _ cosines: GramMatrix) -> [Double] {
        var tangent = mean.map { _ in 0.0 }
        var along = 0.0
        for direction in mean.indices {
            let cosine = min(max(cosines.dot(direction, mean), -1), 1)
            let angle = acos(cosine)
            if angle < tolerance { continue }
            let weight = angle / sin(angle) / Double(mean.count)
            tangent[direction] += weight
            along += weight * cosine
        }
        for direction in mean.indices { tangent[direction] -= along * mean[direction] }
        return tangent
    }

    private func step(_ result: inout Result, along tangent: [Double], _ cosines: GramMatrix) {
        let angle = result.lastStep
        for direction in tangent.indices {
            let turned = sin(angle) * tangent[direction] / angle
            result.coefficients[direction] = cos(angle) * result.coefficients[direction] + turned
        }
        let length = cosines.length(ofSum: result.coefficients)
        guard length > tolerance else { return }
        for direction in tangent.indices { result.coefficients[direction] /= length }
    }
}

extension GramMatrix {
    /// The matrix of the same vectors with length 1: their cosines.
    ///
    /// - Precondition: No vector is zero.
    fileprivate var normalised: GramMatrix {
        let entries = (0..<order).flatMap { i in (0..<order).map { j in cosine(i, j) { $0 } } }
        return GramMatrix(lowerTriangle: entries, order: order)
    }
}
