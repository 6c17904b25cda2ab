internal import SystemFiles
internal import Tensors
internal import TextFormats

/// Turns a pickle's descriptions of tensors into views, by every rule about their numbers.
struct TensorPlacer {
    let file: InputFile
    let limits: PyTorchLimits
    /// Whether the numbers in the file are big-endian.
    var isBigEndian = false
    /// Finds the bytes of a storage.
    let region: (PickledStorage) throws(PyTorchError) -> StorageRegion?

    /// The views of tensors, whose names must differ.
    func views(
        of tensors: [NamedTensor],
        on heap: PickleHeap
    ) throws(PyTorchError) -> [TensorView] {
        var names: Set<UTF8Key> = []
        var views: [TensorView] = []
        for tensor in tensors {
            do throws(PyTorchError) {
                guard names.insert(UTF8Key(tensor.name)).inserted else {
                    let place = heap[tensor.object].place
                    let message = "the name occurs twice"
                    throw PyTorchError(.malformed, file.path, message, offset: place)
                }
                views.append(try view(of: tensor, heap[tensor.object]))
            } catch { throw error.naming(tensor.name) }
        }
        return views
    }

    private func view(
        of named: NamedTensor,
        _ object: PickleObject
    ) throws(PyTorchError) -> TensorView {
        guard named.name.utf8.count <= limits.nameByteCount else {
            let message = "the name is longer than \(limits.nameByteCount) bytes"
            throw PyTorchError(.malformed, file.path, message, offset: object.place)
        }
        switch object {
        case .tensor(let tensor): return try view(named.name, tensor)
        case .refusedTensor(let tensor):
            throw PyTorchError(
                .unsupported,
                file.path,
                tensor.reason,
                offset: tensor.place
            )
        default:
            let message = "is a tensor without content"
            throw PyTorchError(.malformed, file.path, message, offset: object.place)
        }
    }

    private func view(
        _ name: String,
        _ tensor: PickledTensor
    ) throws(PyTorchError) -> TensorView {
        let type = try type(of: tensor)
        let shape = try shape(of: tensor)
        guard let byteCount = type.byteCount(of: shape.elementCount),
            UInt64(byteCount) <= file.byteCount
        else { throw failure(tensor, "shape \(shape) takes more bytes than the file has") }
        let storage = try storage(of: tensor, byteWidth: type.bitWidth / 8)
        let strides = try strides(of: tensor)
        let first = shape.elementCount == 0 ? 0 : tensor.offset
        if shape.elementCount > 0 { try requireInside(tensor, storage.elementCount) }
        let width = type.bitWidth / 8
        return TensorView(
            name: name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            offset: storage.offset + UInt64(first) * UInt64(width),
            layout: shape.elementCount == 0
                ? nil
                : ElementLayout(
                    shape.dimensions,
                    strides: strides,
                    byteWidth: width,
                    swapWidth: swapWidth(of: type)
                )
        )
    }

    // A complex number is two numbers, each in the byte order of the file.
    private func swapWidth(of type: ElementType) -> Int {
        guard isBigEndian else { return 1 }
        return type == .c64 ? 4 : type.bitWidth / 8
    }

    private func failure(
        _ tensor: PickledTensor,
        _ message: String,
        code: FileError.Code = .malformed
    ) -> PyTorchError {
        PyTorchError(code, file.path, message, offset: tensor.place)
    }
}

extension TensorPlacer {
    private func type(of tensor: PickledTensor) throws(PyTorchError) -> ElementType {
        switch (tensor.storage.type, tensor.type) {
        case (.element(let type), nil): return type
        case (.untyped, .element(let type)): return type
        case (.unsupported(let name), _), (_, .unsupported(let name)):
            throw failure(
                tensor,
                "has elements of type \(name), which is not read",
                code: .unsupported
            )
        case (.element(let stored), .element(let type)) where stored == type: return type
        default: throw failure(tensor, "has no type, or two types")
        }
    }

    private func shape(of tensor: PickledTensor) throws(PyTorchError) -> TensorShape {
        guard tensor.sizes.count <= limits.rank else {
            throw failure(tensor, "has more than \(limits.rank) dimensions")
        }
        if let negative = tensor.sizes.first(where: { $0 < 0 }) {
            throw failure(tensor, "has a dimension of negative size \(negative)")
        }
        guard let shape = TensorShape(tensor.sizes.map { Int($0) }) else {
            throw failure(tensor, "shape \(tensor.sizes) overflows the size of a tensor")
        }
        return shape
    }

    private func strides(of tensor: PickledTensor) throws(PyTorchError) -> [Int] {
        guard tensor.strides.count == tensor.sizes.count else {
            let counts = "\(tensor.sizes.count) dimensions, but \(tensor.strides.count) strides"
            throw failure(tensor, "has \(counts)")
        }
        if let negative = tensor.strides.first(where: { $0 < 0 }) {
            throw failure(tensor, "has a negative stride \(negative)")
        }
        guard tensor.offset >= 0 else {
            throw failure(tensor, "has a negative offset \(tensor.offset)")
        }
        return tensor.strides.map { Int($0) }
    }

    /// Where a storage begins, and how many elements of a width the pickle claims for it.
    private func storage(
        of tensor: PickledTensor,
        byteWidth: Int
    ) throws(PyTorchError) -> (offset: UInt64, elementCount: Int64) {
        let (storage, key) = (tensor.storage, PrintableText.quoted(tensor.storage.key))
        guard let region = try region(storage) else {
            throw failure(tensor, "storage \(key) is missing")
        }
        let unit = storage.type == .untyped ? 1 : UInt64(byteWidth)
        let end = (UInt64(storage.first) + UInt64(storage.count)).multipliedExactly(by: unit)
        guard let end, end <= region.byteCount else {
            let found = "storage \(key) has \(region.byteCount) bytes"
            throw failure(tensor, "\(found), too few for \(storage.count) elements")
        }
        let count = storage.type == .untyped ? storage.count / Int64(byteWidth) : storage.count
        return (region.offset + UInt64(storage.first) * unit, count)
    }

    /// Checks that the last element, too, lies in the storage.
    private func requireInside(
        _ tensor: PickledTensor,
        _ elementCount: Int64
    ) throws(PyTorchError) {
        var last: Int64? = tensor.offset
        for (size, stride) in zip(tensor.sizes, tensor.strides) {
            let reach = (size - 1).multipliedExactly(by: stride)
            last = reach.flatMap { last?.addingExactly($0) }
        }
        guard let last, last < elementCount else {
            let view = "offset \(tensor.offset), shape \(tensor.sizes), strides \(tensor.strides)"
            throw failure(tensor, "\(view) reaches beyond a storage of \(elementCount) elements")
        }
    }
}

/// Where the bytes of a storage are in a file.
struct StorageRegion {
    let offset: UInt64
    let byteCount: UInt64
}

/// A tensor in a state dictionary: its name, and the number of the object that describes it.
struct NamedTensor {
    let name: String
    let object: Int
}
