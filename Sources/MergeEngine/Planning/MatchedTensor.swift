package import Checkpoints
package import Tensors

/// One tensor of the output and what the inputs hold under its name.
package struct MatchedTensor: Sendable {
    /// The tensor's record in every input, base first; nil where an input has none.
    package let records: [TensorRecord?]
    /// The input whose name, shape and type the output follows.
    package let anchor: TensorRecord
    /// The position of the anchor's input.
    package let anchorInput: Int

    package init?(_ records: [TensorRecord?]) {
        guard let position = records.firstIndex(where: { $0 != nil }),
            let anchor = records[position]
        else { return nil }
        self.records = records
        self.anchor = anchor
        anchorInput = position
    }

    package var name: String { anchor.name }

    /// The type in which it is merged, or nil when it is copied.
    package var arithmeticType: FloatingPointType? { FloatingPointType(anchor.type) }
}
