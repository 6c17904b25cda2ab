internal import LinearAlgebra

/// The sums that the interference of a merge follows from:
/// `L(tau) = sum_i |(tau - D_i) D_iᵀ|² / |D_i|² = tr(tau H tauᵀ) - 2 tr(tau Cᵀ) + const` with
/// `H = sum_i D_iᵀ D_i / |D_i|²` and `C = sum_i D_i D_iᵀ D_i / |D_i|²`, so that
/// `dL / dtau = 2 (tau H - C)`.
struct InterferenceSums {
    /// H, n x n.
    private(set) var curvature: DenseMatrix
    /// C, m x n.
    private(set) var target: DenseMatrix
    /// `sum_i D_i`.
    private(set) var sum: DenseMatrix

    /// Adds up the task vectors of all models; nil where all are zero.
    init?(_ extents: MatrixExtents, _ taskVector: (Int) throws -> TaskMatrix) throws {
        curvature = DenseMatrix(rows: extents.columnCount, columns: extents.columnCount)
        target = DenseMatrix(rows: extents.rowCount, columns: extents.columnCount)
        sum = target
        var isZero = true
        for model in 0..<extents.modelCount {
            let matrix = try taskVector(model)
            guard !matrix.isZero else { continue }
            isZero = false
            sum.add(matrix.elements)
            // Divided once each, the elements neither overflow nor vanish in the product of three.
            let scaled = matrix.elements.times(1 / matrix.norm)
            let gram = scaled.gram(ofColumns: true)
            curvature.add(gram)
            if extents.rowCount < extents.columnCount {
                target.add(scaled.gram(ofColumns: false).product(with: matrix.elements))
            } else {
                target.add(matrix.elements.product(with: gram))
            }
        }
        if isZero { return nil }
    }

    /// The memory that is held at once while task vectors are added, in bytes.
    static func byteCount(_ extents: MatrixExtents) -> Int {
        let squares = 2 * extents.columnCount * extents.columnCount + extents.rank * extents.rank
        return (5 * extents.elementCount + squares) * MemoryLayout<Double>.stride
    }
}

/// The task vector that interferes least with those of all models (WUDI, arXiv 2503.08099), by the
/// optimisation that its authors publish: steps of Adam from the sum of all.
///
/// The result is where the path is after so many steps, not the minimum: `WUDIClosed` is that.
struct WUDI: MatrixProcedure, Equatable {
    let stepCount: Int
    let rate: Double

    var comparesLengths: Bool { true }

    func byteCount(_ extents: MatrixExtents) -> Int {
        let square = extents.columnCount * extents.columnCount
        let steps = (7 * extents.elementCount + square) * MemoryLayout<Double>.stride
        return max(InterferenceSums.byteCount(extents), steps)
    }

    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix {
        guard let sums = try InterferenceSums(extents, taskVector) else { return MergedMatrix(nil) }
        var merged = sums.sum
        var optimiser = Adam(count: extents.elementCount, rate: rate)
        for _ in 0..<stepCount {
            var gradient = merged.product(with: sums.curvature)
            gradient.add(sums.target, times: -1)
            gradient.scale(by: 2)
            optimiser.step(&merged.elements, gradient.elements)
        }
        return MergedMatrix(merged)
    }
}

/// The optimiser Adam (Kingma and Ba, arXiv 1412.6980), as PyTorch has it: betas .9 and .999,
/// epsilon 1e-8.
struct Adam {
    private var means: [Double]
    private var squares: [Double]
    private let rate: Double
    private var powers = (first: 1.0, second: 1.0)

    init(count: Int, rate: Double) {
        means = [Double](repeating: 0, count: count)
        squares = means
        self.rate = rate
    }

    /// Makes one step against a gradient.
    mutating func step(_ parameters: inout [Double], _ gradient: [Double]) {
        powers = (powers.first * 0.9, powers.second * 0.999)
        let (step, root) = (rate / (1 - powers.first), (1 - powers.second).squareRoot())
        for index in parameters.indices {
            let slope = gradient[index]
            means[index] = 0.9 * means[index] + 0.1 * slope
            squares[index] = 0.999 * squares[index] + 0.001 * slope * slope
            parameters[index] -= step * means[index] / (squares[index].squareRoot() / root + 1e-8)
        }
    }
}

extension MethodDescription {
    /// Where both ways to it come from.
    static let wudiReference =
        "Cheng et al.: Whoever Started the Interference Should End It, "
        + "ICML 2025, arXiv 2503.08099; "

    package static let wudi = MethodDescription(
        "wudi",
        "The summed task vectors, moved by Adam to where they interfere least with each model's.",
        formula: """
            matrices      D_i = weight_i (x_i - b)
                L(t) = sum_i |(t - D_i) D_iᵀ|² / |D_i|²
                t_0 = sum_i D_i, then steps of Adam (betas .9, .999, epsilon 1e-8) down L
                w = b + alpha t_steps
            the rest      w = b + alpha / N sum_i weight_i (x_i - b)
            """,
        reference: wudiReference
            + "as in fusion_bench 54c9e8c, in f64. The result is the path's end, not the minimum: "
            + "wudi_closed is that",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofMatrices + [
            .integer(
                "steps",
                default: 300,
                in: 0...100_000,
                example: 20,
                "The number of steps; each is a product of matrices for every matrix."
            ),
            .number(
                "rate",
                default: 1e-5,
                in: 0...1,
                "How far a step goes in every element, at most."
            ),
        ],
        build: { arguments throws(MethodError) in
            MatrixMethod(
                "wudi",
                WUDI(stepCount: arguments.integer("steps"), rate: arguments.number("rate")),
                weights: arguments.numbers("weight"),
                alpha: arguments.number("alpha")
            )
        }
    )
}
