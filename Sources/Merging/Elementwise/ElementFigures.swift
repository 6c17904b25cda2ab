internal import Tensors

/// What a method that decides for each element did to the task vectors of a layer.
///
/// Sums run over the elements one after the other, so that they do not depend on how many are looked at
/// together; those of segments are added in the order of the segments.
public struct ElementFigures: Sendable {
    /// The squared length of each task vector, before the method changed it.
    public private(set) var squaredNorms: [Double]
    private var zeros = 0
    private var count = 0
    private var agreeing = 0.0
    private var magnitudes = 0.0

    /// Begins without elements.
    public init(vectorCount: Int) { squaredNorms = Array(repeating: 0, count: vectorCount) }

    /// The part of the task vectors' elements that are zero once the method has left out what it leaves out.
    public var sparsity: Double? { count > 0 ? Double(zeros) / Double(count) : nil }

    /// The part of the magnitudes that were not left out which has the sign of the merged difference.
    ///
    /// Elements at which the merge is the base are not counted; 1 where all signs agree.
    public var signAgreement: Double? { magnitudes > 0 ? agreeing / magnitudes : nil }

    /// Takes the lengths of the vectors in a workspace, which is not merged yet.
    ///
    /// - Complexity: O(vectors · elements).
    public mutating func addVectors(
        _ workspace: borrowing ElementWorkspace,
        as kind: MeasuredVectors
    ) {
        for vector in squaredNorms.indices {
            var sum = squaredNorms[vector]
            for element in 0..<workspace.count {
                let value = workspace.difference(vector, element, kind)
                sum += value * value
            }
            squaredNorms[vector] = sum
        }
    }

    /// Takes what became of the vectors in a workspace, which is merged.
    ///
    /// - Complexity: O(vectors · elements).
    public mutating func addResult(
        _ workspace: borrowing ElementWorkspace,
        as kind: MeasuredVectors
    ) {
        let (base, result) = (workspace.base.span, workspace.result.span)
        for element in 0..<workspace.count {
            let change = result[element] - base[element]
            for vector in squaredNorms.indices {
                let value = workspace.difference(vector, element, kind)
                count += 1
                if value == 0 { zeros += 1 }
                guard change != 0 else { continue }
                magnitudes += value.magnitude
                if (value < 0) == (change < 0) { agreeing += value.magnitude }
            }
        }
    }

    /// Adds another segment's.
    public static func += (left: inout Self, right: Self) {
        for vector in right.squaredNorms.indices {
            left.squaredNorms[vector] += right.squaredNorms[vector]
        }
        left.zeros += right.zeros
        left.count += right.count
        left.agreeing += right.agreeing
        left.magnitudes += right.magnitudes
    }
}

extension ElementWorkspace {
    /// An element of a task vector, whichever vectors the workspace holds.
    fileprivate func difference(_ vector: Int, _ element: Int, _ kind: MeasuredVectors) -> Double {
        let value = vectors.span[range(ofVector: vector).lowerBound + element]
        return kind == .inputs ? value - base.span[element] : value
    }
}
