import Glibc
import LinearAlgebra
import Merging
import ReferenceMerging
import Tensors

/// The matrices of the specification: `D_i[p, q] = .1 sin(1 + .7 p + 1.3 q (i+1) + .37 p q + i)`, 6 x 4,
/// around `W0[p, q] = cos(p + 2 q)`.
enum SpecifiedMatrices {
    static let (rows, columns) = (6, 4)

    static var base: [Double] { elements { cos($0 + 2 * $1) } }

    static func model(_ i: Int) -> [Double] { zip(base, taskVector(i)).map { $0 + $1 } }

    static func taskVector(_ i: Int) -> [Double] {
        elements { p, q in
            let angle = 1 + 0.7 * p + 1.3 * q * Double(i + 1) + 0.37 * p * q + Double(i)
            return 0.1 * sin(angle)
        }
    }

    private static func elements(_ value: (Double, Double) -> Double) -> [Double] {
        (0..<rows).flatMap { p in (0..<columns).map { q in value(Double(p), Double(q)) } }
    }
}

/// The task vector that a method makes of task vectors around a base of zeros, and its naive twin's.
func mergedMatrices(
    _ method: String,
    _ taskVectors: [DenseMatrix],
    _ global: [String: ParameterValue] = [:],
    weights: [Double]? = nil
) throws -> (method: DenseMatrix, twin: DenseMatrix) {
    let (rows, columns) = (taskVectors[0].rowCount, taskVectors[0].columnCount)
    let zeros = [Double](repeating: 0, count: rows * columns)
    let models = taskVectors.map(\.elements)
    let merged = try merge(method, zeros, models, [rows, columns], global, weights)
    return (
        DenseMatrix(merged.method, rows: rows, columns: columns),
        DenseMatrix(merged.twin, rows: rows, columns: columns)
    )
}

/// What a method and its naive twin make of one tensor.
func merge(
    _ method: String,
    _ base: [Double],
    _ models: [[Double]],
    _ shape: [Int],
    _ global: [String: ParameterValue] = [:],
    _ weights: [Double]? = nil,
    name: String = "weight"
) throws -> (method: [Double], twin: [Double]) {
    let perModel = models.indices.map { model -> [String: ParameterValue] in
        weights.map { ["weight": .number($0[model])] } ?? [:]
    }
    let made = try MethodRegistry.named(method)
        .make(MethodArguments(global: global, perModel: perModel))
    let layer = LayerTraits(name: name, shape: TensorShape(shape) ?? .vector(base.count))
    let tensor = ReferenceTensor(name: name, shape: shape, base: base, models: models)
    let parameters = ReferenceParameters(
        global: global.mapValues(\.reference),
        perModel: perModel.map { $0.mapValues(\.reference) }
    )
    return (
        try plainMerge(made, base: base, models: models, layer: layer),
        referenceMerge(method: method, tensor, parameters) ?? []
    )
}

extension ParameterValue {
    /// The value in the reference's own terms.
    fileprivate var reference: ReferenceParameters.Value {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let boolean): .boolean(boolean)
        case .text(let text): .text(text)
        }
    }
}

extension DenseMatrix {
    /// A matrix of numbers between -1 and 1 that look random.
    static func noise(_ rows: Int, _ columns: Int, seed: UInt64) -> DenseMatrix {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
        let values = (0..<rows * columns).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
        }
        return DenseMatrix(values, rows: rows, columns: columns)
    }

    /// An orthogonal matrix that looks random.
    static func rotation(_ order: Int, seed: UInt64) throws -> DenseMatrix {
        let parts = try SingularValueDecomposition(noise(order, order, seed: seed))
        return parts.left.product(with: parts.right, transposingSelf: true)
    }

    /// How far another matrix lies away, as a part of the length of this one.
    func distance(to other: DenseMatrix) -> Double {
        let difference = DenseMatrix(
            zip(elements, other.elements).map { $0 - $1 },
            rows: rowCount,
            columns: columnCount
        )
        return difference.frobeniusNorm / max(frobeniusNorm, .leastNormalMagnitude)
    }
}
