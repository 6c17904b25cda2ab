package import Checkpoints
internal import Merging
package import Tensors

/// One tensor of the output and what the inputs hold under its name.
package struct MatchedTensor: Sendable {
    /// The tensor's record in every input that it is merged from, base first; nil where an input has
    /// none, or where the base's plays no part.
    package let records: [TensorRecord?]
    /// The record whose name and shape the output follows.
    package let anchor: TensorRecord
    /// The type in which the base stores it, or else the first model.
    package let storedType: ElementType
    /// The only input that holds it, where the method copies such a tensor.
    package let loneHolder: Int?

    /// Matches records of one name; fails when no input takes part.
    ///
    /// - Parameters:
    ///   - records: One per input that it is merged from, base first.
    ///   - leavesOutBase: Whether the base decides nothing but the type: for a head that is
    ///     averaged.
    ///   - loneHolder: The only input that holds it, where the method copies such a tensor.
    package init?(_ records: [TensorRecord?], leavesOutBase: Bool, loneHolder: Int? = nil) {
        let relevant = leavesOutBase ? [nil] + records.dropFirst() : records
        guard let anchor = relevant.lazy.compactMap(\.self).first else { return nil }
        self.init(
            relevant,
            storedType: records[0]?.writtenType ?? anchor.writtenType,
            loneHolder: loneHolder
        )
    }

    /// Records that were matched already.
    ///
    /// - Precondition: An input takes part.
    init(_ records: [TensorRecord?], storedType: ElementType, loneHolder: Int?) {
        guard let anchor = records.lazy.compactMap(\.self).first else {
            preconditionFailure("no input takes part in the tensor")
        }
        self.records = records
        self.anchor = anchor
        self.storedType = storedType
        self.loneHolder = loneHolder
    }

    package var name: String { anchor.name }

    /// The inputs that take part, in order.
    package var holders: [Int] { records.indices.filter { records[$0] != nil } }

    /// Whether a model does not hold it, so that there is nothing to merge.
    package var isIncomplete: Bool { records.dropFirst().contains { $0 == nil } }

    /// The number of vectors of it whose Gram matrix is measured.
    func vectorCount(_ vectors: MeasuredVectors) -> Int {
        holders.count - (vectors == .taskVectors && records[0] != nil ? 1 : 0)
    }

    /// The type in which it is merged, or nil when it is copied.
    package var arithmeticType: FloatingPointType? {
        isIncomplete && loneHolder == nil ? nil : FloatingPointType(storedType)
    }
}

/// An input of one tensor's arithmetic: its position and the type of its elements.
struct TileOperand {
    let input: Int
    let type: FloatingPointType
}

extension MatchedTensor {
    /// The inputs that hold this tensor with arithmetic, in order, base first where it holds it.
    func operands(_ chosen: some Sequence<Int>) -> [TileOperand] {
        chosen.compactMap { input in
            records[input].flatMap { FloatingPointType($0.type) }.map {
                TileOperand(input: input, type: $0)
            }
        }
    }
}
