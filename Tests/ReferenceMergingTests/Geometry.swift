import Glibc
import ReferenceMerging

/// Merges one tensor; without a base around the origin, without a storage type in f64.
func merged(
    base: [Double]? = nil,
    _ models: [[Double]],
    _ options: ReferenceOptions = ReferenceOptions(),
    storage: ReferenceElementType = .f64
) throws -> ReferenceLayer {
    try referenceModelStock(
        base: [base ?? models[0].map { _ in 0 }],
        models: models.map { model in [model] },
        storage: storage,
        options: options
    )
}

/// Returns N unit vectors v_i = a·e_i + b·1 of which every two have the cosine c.
///
/// a² = 1 - c, and b solves N·b² + 2ab = c; possible for c >= -1/(N-1).
func equiangular(count: Int, cosine: Double) -> [[Double]] {
    let n = Double(count)
    let a = (1 - cosine).squareRoot()
    let b = (max(0, a * a + n * cosine).squareRoot() - a) / n
    return (0..<count).map { i in (0..<count).map { j in i == j ? a + b : b } }
}

/// Returns the unit vectors of the plane at the given angles in degrees.
func unitVectors(atDegrees angles: [Double]) -> [[Double]] {
    angles.map { angle in [cos(angle * .pi / 180), sin(angle * .pi / 180)] }
}

/// Returns w_i = μ + σ·e_i with μ = m·e_0: the exact premise of section 2 around the origin.
func shell(count: Int, centreNorm: Double, radii: [Double]) -> [[Double]] {
    (0..<count).map { i in
        var model = [Double](repeating: 0, count: count + 1)
        model[0] = centreNorm
        model[i + 1] = radii[i]
        return model
    }
}

func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { sum, pair in sum + pair.0 * pair.1 }
}

func difference(_ first: [Double], _ second: [Double]) -> [Double] {
    zip(first, second).map { $0 - $1 }
}

func distance(_ first: [Double], _ second: [Double]) -> Double {
    let between = difference(first, second)
    return dot(between, between).squareRoot()
}

/// Tells whether a number agrees with one printed to so many decimals.
func agrees(_ value: Double?, _ printed: Double, decimals: Int) -> Bool {
    guard let value else { return false }
    // Half a unit of the last printed decimal, and what the literal itself may be off by.
    let tolerance = 0.5 * pow(10, -Double(decimals)) + printed.ulp
    return (value - printed).magnitude <= tolerance
}

/// Tells whether all numbers agree with ones printed to so many decimals.
func agrees(_ values: [Double]?, _ printed: [Double], decimals: Int) -> Bool {
    guard let values, values.count == printed.count else { return false }
    return zip(values, printed).allSatisfy { agrees($0, $1, decimals: decimals) }
}

/// Tells whether two vectors hold the same bits.
func identical(_ first: [Double], _ second: [Double]) -> Bool {
    first.map { $0.bitPattern } == second.map { $0.bitPattern }
}
