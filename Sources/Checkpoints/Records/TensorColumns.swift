internal import PyTorchFiles
internal import Tensors

/// What files say about many tensors, but for their names: a column for each fact.
///
/// - Complexity: 17 bytes for a tensor that is stored in order and whose shape others have too.
struct TensorColumns: Sendable {
    private(set) var types: [ElementType] = []
    /// Which of the checkpoint's files holds the bytes.
    private(set) var files: [Int32] = []
    /// Where in that file they begin.
    private(set) var offsets: [UInt64] = []
    /// How elements lie that are not consecutive and little-endian.
    private(set) var layouts: [Int: ElementLayout] = [:]
    /// The types in which outputs hold computed tensors, which are wider themselves.
    private(set) var writtenTypes: [Int: ElementType] = [:]

    /// Shapes are few, and there once each.
    private var shapes: [TensorShape] = []
    private var shapeNumbers: [UInt32] = []
    private var numbersOfShapes: [TensorShape: UInt32] = [:]

    var count: Int { types.count }

    func shape(_ number: Int) -> TensorShape { shapes[Int(shapeNumbers[number])] }

    /// The bytes that a tensor's elements take, which files were checked for.
    func byteCount(_ number: Int) -> Int {
        shape(number).elementCount * types[number].bitWidth / 8
    }

    mutating func append(
        _ type: ElementType,
        _ shape: TensorShape,
        file: Int = 0,
        offset: UInt64 = 0,
        layout: ElementLayout? = nil,
        writtenType: ElementType? = nil
    ) {
        let next = UInt32(shapes.count)
        let number = numbersOfShapes[shape] ?? next
        if number == next {
            shapes.append(shape)
            numbersOfShapes[shape] = next
        }
        if let layout { layouts[count] = layout }
        if let writtenType, writtenType != type { writtenTypes[count] = writtenType }
        types.append(type)
        shapeNumbers.append(number)
        files.append(Int32(file))
        offsets.append(offset)
    }

    /// Forgets what only appending needs.
    mutating func finish() { numbersOfShapes = [:] }

    /// Puts a tensor into another place.
    mutating func move(_ number: Int, toFile file: Int, at offset: UInt64) {
        files[number] = Int32(file)
        offsets[number] = offset
    }
}
