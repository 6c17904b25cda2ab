import Tensors

/// Writes the pickle of a dictionary of tensors, in protocol 2, as `torch.save` does.
///
/// What is written are the opcodes and names that `torch.load(weights_only=True)` takes. Nothing is
/// put into the memo, which no reader needs.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 2]

    /// The pickle of tensors under their names, in an `OrderedDict`.
    ///
    /// - Parameters:
    ///   - tensors: The tensors; the storage of each is the entry of its number.
    ///   - keys: The keys of the dictionaries around that one, the outermost first.
    /// - Returns: Nil for the first tensor of a type that PyTorch does not have.
    static func pickle(
        _ tensors: [StateArchive.Tensor],
        under keys: [String]
    ) -> Result<[UInt8], UnknownType> {
        var writer = PickleWriter()
        for key in keys {
            writer.put(.emptyDict)
            writer.put(text: key)
        }
        writer.put(global: "collections", "OrderedDict")
        writer.put(.emptyTuple)
        writer.put(.reduce)
        writer.put(.mark)
        for (number, tensor) in tensors.enumerated() {
            guard let type = PickledName(tensor.type) else {
                return .failure(UnknownType(tensor: tensor.name))
            }
            writer.put(text: tensor.name)
            writer.put(tensor, type, storage: number)
        }
        writer.put(.setItems)
        for _ in keys { writer.put(.setItem) }
        writer.put(.stop)
        return .success(writer.bytes)
    }

    /// A tensor of a type that PyTorch does not have.
    struct UnknownType: Error {
        let tensor: String
    }
}

extension PickleWriter {
    /// A call of `_rebuild_tensor_v2`, or `_v3` for types that have no class of storages: storage,
    /// offset, shape, strides, no gradient, no hooks.
    private mutating func put(_ tensor: StateArchive.Tensor, _ type: PickledName, storage: Int) {
        let dimensions = tensor.shape.dimensions
        let function = type.isDataType ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2"
        put(global: "torch._utils", function)
        put(.mark)
        put(.mark)
        put(text: "storage")
        put(global: type.storageModule, type.storageClass)
        put(text: String(storage))
        put(text: "cpu")
        let count = tensor.shape.elementCount
        put(number: type.isDataType ? count * (tensor.type.bitWidth / 8) : count)
        put(.tuple)
        put(.binPersID)
        put(number: 0)
        put(tuple: dimensions)
        put(tuple: Self.strides(dimensions))
        put(.newFalse)
        put(global: "collections", "OrderedDict")
        put(.emptyTuple)
        put(.reduce)
        if type.isDataType { put(global: "torch", type.name) }
        put(.tuple)
        put(.reduce)
    }

    /// The distances between neighbours along each dimension, as PyTorch counts them where a
    /// dimension is empty.
    private static func strides(_ dimensions: [Int]) -> [Int] {
        var strides = dimensions
        var step = 1
        for index in dimensions.indices.reversed() {
            strides[index] = step
            step *= max(dimensions[index], 1)
        }
        return strides
    }

    private mutating func put(_ opcode: PickleOpcode) { bytes.append(opcode.rawValue) }

    private mutating func put(global module: String, _ name: String) {
        put(.global)
        bytes += "\(module)\n\(name)\n".utf8
    }

    private mutating func put(text: String) {
        put(.binUnicode)
        bytes.append(number: UInt64(text.utf8.count), byteCount: 4)
        bytes += text.utf8
    }

    private mutating func put(tuple numbers: [Int]) {
        guard !numbers.isEmpty else { return put(.emptyTuple) }
        put(.mark)
        for number in numbers { put(number: number) }
        put(.tuple)
    }

    /// A number that is not negative.
    private mutating func put(number: Int) {
        switch number {
        case 0..<0x100:
            put(.binInt1)
            bytes.append(UInt8(number))
        case 0x100..<0x8000_0000:
            put(.binInt)
            bytes.append(number: UInt64(number), byteCount: 4)
        default:
            put(.long1)
            bytes.append(8)
            bytes.append(number: UInt64(number), byteCount: 8)
        }
    }
}

/// What PyTorch calls a type of elements in a pickle.
private struct PickledName {
    /// The name of the class of storages, or of the `torch.dtype`.
    let name: String
    /// Whether the name is that of a `torch.dtype`, whose storages are untyped.
    let isDataType: Bool

    var storageModule: String { isDataType ? "torch.storage" : "torch" }
    var storageClass: String { isDataType ? "UntypedStorage" : name }

    init?(_ type: ElementType) {
        let classes: [ElementType: String] = [
            .f64: "DoubleStorage", .f32: "FloatStorage", .f16: "HalfStorage",
            .bf16: "BFloat16Storage", .i64: "LongStorage", .i32: "IntStorage",
            .i16: "ShortStorage", .i8: "CharStorage", .u8: "ByteStorage", .bool: "BoolStorage",
            .c64: "ComplexFloatStorage",
        ]
        let types: [ElementType: String] = [
            .u16: "uint16", .u32: "uint32", .u64: "uint64", .f8E5M2: "float8_e5m2",
            .f8E4M3: "float8_e4m3fn", .f8E8M0: "float8_e8m0fnu",
            .f8E4M3FNUZ: "float8_e4m3fnuz", .f8E5M2FNUZ: "float8_e5m2fnuz",
        ]
        guard let name = classes[type] ?? types[type] else { return nil }
        (self.name, isDataType) = (name, classes[type] == nil)
    }
}
