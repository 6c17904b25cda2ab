internal import PyTorchFiles
public import Tensors

/// What a checkpoint says about one of its tensors.
///
/// - Complexity: A record is a number in a list; copies are cheap, and each fact is looked up when it
///   is asked for. The name is made anew each time.
public struct TensorRecord: Sendable {
    let table: TensorTable
    /// The tensor's position in the list that the record is of.
    package let number: Int

    /// The name in the file.
    public var name: String { table.names[number] }
    /// The type of the elements.
    public var type: ElementType { table.columns.types[number] }
    /// The type that an output gives it unless it is told another one: its own, or for a computed tensor
    /// that of the stored one of which it is made.
    package var writtenType: ElementType { table.columns.writtenTypes[number] ?? type }
    /// The dimensions, outermost first.
    public var shape: TensorShape { table.columns.shape(number) }
    /// The number of bytes that the elements take.
    public var byteCount: Int { table.columns.byteCount(number) }

    /// Which of the checkpoint's files holds the bytes.
    var file: Int { Int(table.columns.files[number]) }
    /// Where in that file they begin.
    var offset: UInt64 { table.columns.offsets[number] }
    /// The byte of the file behind the last one of the tensor.
    var end: UInt64 { offset + UInt64(byteCount) }
    /// How the elements lie from there on; nil when they are consecutive and little-endian.
    var layout: ElementLayout? { table.columns.layouts[number] }

    init(_ table: TensorTable, _ number: Int) {
        self.table = table
        self.number = number
    }

    /// Describes a tensor that is in no file: its values come from elsewhere.
    ///
    /// - Precondition: The elements fill whole bytes, and their number does not overflow.
    public init(name: String, type: ElementType, shape: TensorShape) {
        self = TensorList([TensorDeclaration(name: name, type: type, shape: shape)])[0]
    }
}

/// The facts about many tensors, which records are views of.
final class TensorTable: Sendable {
    let names: TensorNames
    let columns: TensorColumns

    /// - Precondition: There are as many names as there are rows.
    init(_ names: TensorNames, _ columns: TensorColumns) {
        precondition(names.count == columns.count, "each tensor has a name")
        self.names = names
        self.columns = columns
    }
}
