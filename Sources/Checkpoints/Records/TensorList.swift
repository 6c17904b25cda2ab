internal import PyTorchFiles
package import Tensors

/// The tensors of a checkpoint, in an order of its own.
///
/// - Complexity: Some 33 bytes for a tensor, and those of its name; copies share them.
public struct TensorList: Sendable, RandomAccessCollection {
    let table: TensorTable

    /// The position of the first tensor.
    public var startIndex: Int { 0 }
    /// The position behind the last tensor.
    public var endIndex: Int { table.columns.count }

    /// The tensor at a position.
    public subscript(position: Int) -> TensorRecord {
        precondition(position >= 0 && position < endIndex, "there is no tensor \(position)")
        return TensorRecord(table, position)
    }

    /// The names, in order.
    package var names: TensorNames { table.names }

    init(_ names: TensorNames, _ columns: consuming TensorColumns) {
        columns.finish()
        table = TensorTable(names, columns)
    }

    /// The tensors of some records, wherever these are from.
    public init(_ records: some Sequence<TensorRecord>) {
        var (names, columns) = (TensorNames(), TensorColumns())
        for record in records {
            names.append(record.number, of: record.table.names)
            columns.append(record, file: record.file)
        }
        self.init(names, columns)
    }

    /// Tensors that are in no file yet.
    ///
    /// - Precondition: Their elements fill whole bytes, and the numbers of these do not overflow.
    public init(_ tensors: some Sequence<TensorDeclaration>) {
        var (names, columns) = (TensorNames(), TensorColumns())
        for tensor in tensors {
            precondition(tensor.byteCount != nil, "'\(tensor.name)' takes no whole number of bytes")
            names.append(tensor.name)
            columns.append(tensor.type, tensor.shape)
        }
        self.init(names, columns)
    }

    /// Tensors that are in no file yet, whose names share the memory of others.
    ///
    /// - Precondition: As for declarations; there are as many names as there are descriptions.
    package init(_ names: TensorNames, _ tensors: some Sequence<(ElementType, TensorShape)>) {
        var columns = TensorColumns()
        for (type, shape) in tensors { columns.append(type, shape) }
        self.init(names, columns)
    }

    /// The position of the first tensor of a name, or nil.
    ///
    /// - Complexity: O(length of the name).
    package func position(of name: String) -> Int? { names.number(of: name) }

    /// The position of the first tensor with the name of another one, or nil.
    package func position(ofNameOf other: TensorRecord) -> Int? {
        names.number(of: other.number, in: other.table.names)
    }

    /// The names that others do not have, in order.
    ///
    /// - Complexity: O(total length of the names).
    package func namesMissing(in others: TensorList) -> [String] {
        lazy.filter { others.position(ofNameOf: $0) == nil }.map(\.name)
    }

    /// The same tensors, with the memory of another list's names where these are the same.
    func sharingNames(of other: TensorList?) -> TensorList {
        guard let other, other.names.areExactly(names) else { return self }
        return renamed(other.names)
    }

    /// The same tensors under other names.
    func renamed(_ names: TensorNames) -> TensorList { TensorList(names, table.columns) }
}

extension TensorColumns {
    /// Adds the facts of a record.
    mutating func append(_ record: TensorRecord, file: Int) {
        append(
            record.type,
            record.shape,
            file: file,
            offset: record.offset,
            layout: record.layout,
            writtenType: record.writtenType
        )
    }
}
