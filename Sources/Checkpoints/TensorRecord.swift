internal import PyTorchFiles
public import Tensors

/// What a checkpoint says about one of its tensors.
///
/// - Complexity: Copies share their contents: a plan holds each record several times, and there can be
///   a million of them.
public struct TensorRecord: Sendable {
    private var contents: Contents

    private final class Contents: Sendable {
        let name: String
        let shape: TensorShape
        let byteCount: Int
        let offset: UInt64
        let layout: ElementLayout?
        let file: Int32
        let type: ElementType

        init(
            _ name: String,
            _ type: ElementType,
            _ shape: TensorShape,
            byteCount: Int,
            file: Int32,
            offset: UInt64,
            layout: ElementLayout?
        ) {
            self.name = name
            self.type = type
            self.shape = shape
            self.byteCount = byteCount
            self.file = file
            self.offset = offset
            self.layout = layout
        }
    }

    /// The name in the file.
    public internal(set) var name: String {
        get { contents.name }
        set { self = changed(name: newValue) }
    }
    /// The type of the elements.
    public var type: ElementType { contents.type }
    /// The dimensions, outermost first.
    public var shape: TensorShape { contents.shape }
    /// The number of bytes that the elements take.
    public var byteCount: Int { contents.byteCount }

    /// Which of the checkpoint's files holds the bytes.
    var file: Int { Int(contents.file) }
    /// Where in that file they begin.
    var offset: UInt64 {
        get { contents.offset }
        set { self = changed(offset: newValue) }
    }
    /// How the elements lie from there on; nil when they are consecutive and little-endian.
    var layout: ElementLayout? { contents.layout }

    /// The same tensor under another name, or in another place.
    func changed(
        name: String? = nil,
        file: Int? = nil,
        offset: UInt64? = nil
    ) -> TensorRecord {
        TensorRecord(
            name: name ?? self.name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            file: file ?? self.file,
            offset: offset ?? self.offset,
            layout: layout
        )
    }

    /// Describes a tensor that is in no file: its values come from elsewhere.
    ///
    /// - Precondition: The elements fill whole bytes, and their number does not overflow.
    public init(name: String, type: ElementType, shape: TensorShape) {
        guard let byteCount = type.byteCount(of: shape.elementCount) else {
            preconditionFailure("tensor '\(name)' takes no whole number of bytes")
        }
        self.init(
            name: name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            file: 0,
            offset: 0,
            layout: nil
        )
    }

    init(
        name: String,
        type: ElementType,
        shape: TensorShape,
        byteCount: Int,
        file: Int,
        offset: UInt64,
        layout: ElementLayout? = nil
    ) {
        contents = Contents(
            name,
            type,
            shape,
            byteCount: byteCount,
            file: Int32(file),
            offset: offset,
            layout: layout
        )
    }

    /// A tensor of a PyTorch file.
    init(_ view: TensorView, file: Int) {
        self.init(
            name: view.name,
            type: view.type,
            shape: view.shape,
            byteCount: view.byteCount,
            file: file,
            offset: view.offset,
            layout: view.layout
        )
    }

    /// The byte of the file behind the last one of the tensor.
    var end: UInt64 { offset + UInt64(byteCount) }
}
