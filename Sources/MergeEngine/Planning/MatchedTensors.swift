package import Checkpoints
internal import Merging
internal import Tensors

/// The tensors of the output, and what the inputs hold under their names: a column for each input.
///
/// - Complexity: 4 bytes for each input of a tensor and 3 more; the names are shared with the base's
///   where they are the same.
package struct MatchedTensors: Sendable, RandomAccessCollection {
    /// The names in the output.
    package let names: TensorNames
    private let lists: [TensorList]
    /// For each input the position of every tensor in its list; none where it has none, or where the
    /// base's plays no part.
    private var positions: [[Int32]]
    private var storedTypes: [ElementType] = []
    private var loneHolders: [Int16] = []
    /// The number of inputs that a tensor is merged from, base included, where this is not all.
    private var inputCounts: [Int: Int] = [:]

    private static let none: Int32 = -1

    /// Begins without tensors.
    ///
    /// - Parameters:
    ///   - names: What the tensors will be called, in order.
    ///   - inputs: The inputs, base first.
    init(_ names: TensorNames, in inputs: [Checkpoint]) {
        self.names = names
        lists = inputs.map(\.tensors)
        positions = Array(repeating: [], count: inputs.count)
    }

    /// Adds the next tensor.
    mutating func append(_ tensor: MatchedTensor) {
        if tensor.records.count < lists.count { inputCounts[count] = tensor.records.count }
        for input in positions.indices {
            let record = input < tensor.records.count ? tensor.records[input] : nil
            positions[input].append(record.map { Int32($0.number) } ?? Self.none)
        }
        storedTypes.append(tensor.storedType)
        loneHolders.append(Int16(tensor.loneHolder ?? -1))
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { storedTypes.count }

    /// The tensor of a number.
    ///
    /// - Complexity: O(number of inputs): it is made each time.
    package subscript(number: Int) -> MatchedTensor {
        let count = inputCounts[number] ?? lists.count
        return MatchedTensor(
            (0..<count).map { record(number, inInput: $0) },
            storedType: storedTypes[number],
            loneHolder: loneHolders[number] < 0 ? nil : Int(loneHolders[number])
        )
    }

    private func record(_ number: Int, inInput input: Int) -> TensorRecord? {
        let position = positions[input][number]
        return position == Self.none ? nil : lists[input][Int(position)]
    }
}
