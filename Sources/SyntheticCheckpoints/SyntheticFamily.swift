internal import Randomness
package import Tensors

/// A base checkpoint and models that are at known angles around it.
///
/// The task vectors are `d_i = m + e_i` with one common part `m` and an own part `e_i` per model.
/// Their signs follow rows of a Hadamard matrix, so that `m`, `e_1` ... `e_N` are exactly
/// orthogonal over every run of elements whose length is the smallest power of two above the
/// number of models. Any two task vectors then enclose the same angle, and all have the same norm.
///
/// - Numerics: In f32 and f64 every value is exact, and so is the angle of every tensor that
///   consists of whole runs: `expectedAngle(of:)`. An unfinished last run, and the rounding to f16
///   and bf16, make it approximate.
package struct SyntheticFamily: Sendable {
    /// The structure of all checkpoints.
    package let architecture: SyntheticArchitecture
    /// The number of models, not counting the base.
    package let modelCount: Int
    /// The degrees between any two task vectors; nil for typical angles, which differ by layer.
    package let angle: Double?
    /// The type of all elements.
    package let type: FloatingPointType
    /// The names of the tensors.
    package let layout: SyntheticLayout
    /// The number on which all values depend.
    package let seed: UInt64

    let tensors: [SyntheticTensor]
    let geometries: [TaskVectorGeometry]
    private let numbers: [String: Int]

    /// Describes a family; nothing is written yet.
    ///
    /// - Parameters:
    ///   - architecture: The structure of all checkpoints.
    ///   - modelCount: The number of models, not counting the base.
    ///   - angle: The degrees between any two task vectors, within 0.001. Nil gives every layer an
    ///     angle that is typical for its kind and depth.
    ///   - type: The type of all elements.
    ///   - layout: The names of the tensors, and whether query, key and value are packed.
    ///   - seed: The same seed gives the same bytes.
    /// - Precondition: `modelCount` lies in 1...255 and `angle` in 0...90.
    /// - Complexity: O(tensors).
    package init(
        architecture: SyntheticArchitecture,
        modelCount: Int,
        angle: Double? = nil,
        type: FloatingPointType = .f32,
        layout: SyntheticLayout = .huggingFace,
        seed: UInt64 = 0
    ) {
        precondition((1...255).contains(modelCount), "a family cannot have \(modelCount) models")
        self.architecture = architecture
        self.modelCount = modelCount
        self.angle = angle
        self.type = type
        self.layout = layout
        self.seed = seed
        let tensors = architecture.catalogue(layout: layout)
        self.tensors = tensors
        geometries = tensors.enumerated().map { number, tensor in
            TaskVectorGeometry(degrees: angle ?? TypicalAngle(of: tensor, number: number).degrees)
        }
        numbers = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
    }

    /// The degrees between any two task vectors of a tensor.
    ///
    /// - Parameter tensorName: The name in the family's layout.
    /// - Returns: Nil when there is no such tensor, or when it is too short to hold orthogonal
    ///   parts, as `logit_scale` is.
    /// - Complexity: O(1).
    package func expectedAngle(of tensorName: String) -> Double? {
        guard let number = numbers[tensorName],
            tensors[number].shape.elementCount >= SignMatrix(rowCount: modelCount + 1).order
        else { return nil }
        return geometries[number].degrees
    }

    /// The names of the checkpoints' folders: `base`, `model_0`, `model_1` and so on.
    package var folderNames: [String] { ["base"] + (0..<modelCount).map { "model_\($0)" } }

    /// The size of all tensors of all checkpoints, in bytes.
    package var byteCount: Int {
        architecture.parameterCount * type.byteWidth * (modelCount + 1)
    }
}

/// Angles as they were observed between fine-tuned models, by the role and depth of a tensor.
///
/// Read off a figure for ViT-B/32 and two models: embeddings and the matrices of early blocks
/// are far apart, later matrices less so, biases and layer norms hardly.
struct TypicalAngle {
    let degrees: Double

    /// - Parameters:
    ///   - tensor: The tensor.
    ///   - number: Its number within the checkpoint, on which the scatter depends.
    init(of tensor: SyntheticTensor, number: Int) {
        let range = Self.range(of: tensor)
        let position = CounterHash(key: 0x51f0_a9c1).unit(number)
        degrees = range.lowerBound + position * (range.upperBound - range.lowerBound)
    }

    private static func range(of tensor: SyntheticTensor) -> ClosedRange<Double> {
        switch tensor.role {
        case .classEmbedding: 2...3
        case .positionalEmbedding: 73...77
        case .patchEmbedding: 66...68
        case .tokenEmbedding: 76...80
        case .matrix: matrixRange(depth: tensor.depth)
        case .bias, .normWeight: 1...10
        case .projection: 22...24
        case .logitScale: 0...0
        }
    }

    private static func matrixRange(depth: Double) -> ClosedRange<Double> {
        let lowest = 61 + depth * (33 - 61)
        let highest = 78 + depth * (50 - 78)
        return lowest...highest
    }
}
