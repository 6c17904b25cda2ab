internal import Checkpoints
internal import ReferenceMerging
internal import Tensors

/// Compares two merges of the same inputs with each other, element by element.
package struct OutputComparison {
    /// How far two elements may lie apart.
    package enum Rule: Sendable {
        /// What `MergeVerifier` allows: 1 unit in the last place, or, where base and task vector
        /// cancel, 1e-9 of the largest input there.
        case verified
        /// What a program may do that computes in the type itself: its ratio t between base and
        /// average lies within `error` of the right one, and an element, beyond what that
        /// explains, within so many unit roundoffs of the largest input there.
        case ratio(error: Double, roundoffs: Double)
    }

    private let inputs: [Checkpoint]
    private let expected: Checkpoint
    private let merged: Checkpoint
    private let rule: Rule

    /// Opens the checkpoints.
    ///
    /// - Parameters:
    ///   - inputs: The base and the models.
    ///   - expected: The merge that counts as right.
    ///   - merged: The other merge.
    ///   - rule: How far they may lie apart.
    /// - Throws: `CheckpointError` when one cannot be opened.
    package init(inputs: [String], expected: String, merged: String, rule: Rule) throws {
        self.inputs = try inputs.map { try CheckpointInput.plain($0).open() }
        self.expected = try CheckpointInput.plain(expected).open()
        self.merged = try CheckpointInput.plain(merged).open()
        self.rule = rule
    }

    /// Compares every tensor.
    ///
    /// - Returns: The largest distances and the tensors that do not hold.
    /// - Throws: `CheckpointError` when a tensor cannot be read; `VerificationError` when the
    ///   checkpoints differ in names, types or shapes.
    /// - Complexity: O(bytes) time, a megabyte for each checkpoint.
    package func compare() throws -> OutputDistance {
        var distance = OutputDistance()
        for tensor in merged.tensors where expected[tensor.name] == nil {
            throw difference(tensor.name, "is not in \(expected.path)")
        }
        for tensor in expected.tensors { try compare(tensor, into: &distance) }
        return distance
    }

    private func difference(_ name: String, _ reason: String) -> VerificationError {
        .differingTensor(name: name, path: merged.path, reason: reason)
    }

    private func compare(_ tensor: TensorRecord, into distance: inout OutputDistance) throws {
        guard let other = merged[tensor.name] else { throw difference(tensor.name, "is missing") }
        guard other.type == tensor.type, other.shape == tensor.shape else {
            throw difference(tensor.name, "has another type or shape than in \(expected.path)")
        }
        let type = FloatingPointType(tensor.type)
        let width = type?.byteWidth ?? 1
        for start in stride(from: 0, to: tensor.byteCount, by: pieceLength * width) {
            let piece = start..<min(start + pieceLength * width, tensor.byteCount)
            let left = try read(tensor.name, piece, of: expected)
            let right = try read(tensor.name, piece, of: merged)
            distance.elements += piece.count / width
            if holdSameBytes(left, right) { continue }
            guard let type, let reference = ReferenceElementType(name: tensor.type.name) else {
                distance.addMismatch(tensor.name)
                continue
            }
            let step = PieceComparison(
                expected: values(left, type),
                merged: values(right, type),
                inputs: try inputs.map { values(try read(tensor.name, piece, of: $0), type) },
                type: reference
            )
            distance.add(step.distance(by: rule), tensor: tensor.name)
        }
    }

    private func read(
        _ name: String,
        _ piece: Range<Int>,
        of checkpoint: Checkpoint
    ) throws -> AlignedBuffer<UInt8> {
        guard let tensor = checkpoint[name], tensor.byteCount >= piece.upperBound else {
            throw difference(name, "has another size than in \(checkpoint.path)")
        }
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: piece.count)
        var bytes = buffer.mutableBytes(0..<piece.count)
        try checkpoint.read(tensor, at: piece.lowerBound, into: &bytes)
        return buffer
    }
}

/// The number of elements that are compared at a time.
private let pieceLength = 16384

private func holdSameBytes(
    _ left: borrowing AlignedBuffer<UInt8>,
    _ right: borrowing AlignedBuffer<UInt8>
) -> Bool {
    let (left, right) = (left.span, right.span)
    return left.indices.allSatisfy { left[$0] == right[$0] }
}

private func values(
    _ bytes: borrowing AlignedBuffer<UInt8>,
    _ type: FloatingPointType
) -> [Double] {
    var values = [Double](repeating: 0, count: bytes.count / type.byteWidth)
    var span = values.mutableSpan
    type.widen(bytes.bytes(0..<bytes.count), into: &span)
    return values
}

/// How far two merges of the same inputs lie apart.
package struct OutputDistance: Sendable, Codable, Equatable {
    /// The number of elements compared.
    package internal(set) var elements = 0
    /// The largest distance between two elements.
    package internal(set) var maxAbsError = 0.0
    /// The largest distance in the rule's unit: units in the last place, or differences of the
    /// ratio t.
    package internal(set) var maxUnits = 0.0
    /// The tensors with an element that lies too far away.
    package internal(set) var mismatchedLayers: [String] = []

    /// Whether every element holds.
    package var ok: Bool { mismatchedLayers.isEmpty }

    enum CodingKeys: String, CodingKey {
        case elements
        case maxAbsError = "max_abs_error"
        case maxUnits = "max_units"
        case mismatchedLayers = "mismatched_layers"
    }

    mutating func add(_ comparison: TensorComparison, tensor: String) {
        maxAbsError = max(maxAbsError, comparison.maxAbsError)
        maxUnits = max(maxUnits, comparison.maxUlpError)
        if !comparison.holds { addMismatch(tensor) }
    }

    mutating func addMismatch(_ tensor: String) {
        if mismatchedLayers.last != tensor { mismatchedLayers.append(tensor) }
    }
}
