internal import Checkpoints
internal import CStockpotInterface
internal import Glibc
internal import Tensors
internal import TextFormats
internal import Workers

/// Reads what the requests of C programs point to, and checks it before anything is done with it.
///
/// What is read is copied, but for the elements of tensors.
enum CRequest {
    /// Copies a request; fields that it is too short for are 0.
    static func load<Request: BitwiseCopyable>(
        _ pointer: UnsafeRawPointer?,
        empty: Request
    ) throws(RequestError) -> Request {
        guard let pointer = unsafe pointer else { throw RequestError("the request is null") }
        guard UInt(bitPattern: pointer) % UInt(MemoryLayout<Request>.alignment) == 0 else {
            throw RequestError("the request is not aligned")
        }
        let size = unsafe pointer.load(as: UInt.self)
        let known = MemoryLayout<Request>.stride
        guard size >= known, size <= Limits.requestByteCount else {
            throw RequestError(
                "the request's struct_size is \(size), not \(known): set it to its sizeof"
            )
        }
        for byte in known..<Int(size)
        where unsafe pointer.load(fromByteOffset: byte, as: UInt8.self) != 0 {
            throw RequestError("the request uses fields of a later version of the library")
        }
        var request = empty
        unsafe withUnsafeMutableBytes(of: &request) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: known))
        }
        return request
    }

    /// Copies a text.
    static func text(
        _ pointer: UnsafePointer<CChar>?,
        _ what: @autoclosure () -> String,
        limit: Int
    ) throws(RequestError) -> String {
        guard let pointer = unsafe pointer else { throw RequestError("\(what()) is null") }
        let length = unsafe strnlen(pointer, limit + 1)
        guard length <= limit else {
            throw RequestError("\(what()) is longer than \(limit) bytes")
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: length)
        let text = unsafe bytes.withMemoryRebound(to: UInt8.self) { bytes in
            unsafe String(validating: bytes, as: UTF8.self)
        }
        guard let text else { throw RequestError("\(what()) is not UTF-8") }
        return text
    }

    /// Makes checkpoints of inputs.
    static func checkpoints(
        _ pointer: UnsafePointer<stockpot_input>?,
        count: Int
    ) throws(RequestError) -> [Checkpoint] {
        let inputs = try unsafe buffer(pointer, count, Limits.inputCount, "inputs")
        var checkpoints: [Checkpoint] = []
        for position in inputs.indices {
            let input = unsafe inputs[position]
            let name = try unsafe text(
                input.name,
                "the name of input \(position)",
                limit: Limits.pathByteCount
            )
            let tensors = try unsafe tensors(input.tensors, count: input.tensor_count, of: name)
            checkpoints.append(Checkpoint(named: name, holding: tensors))
        }
        return checkpoints
    }

    /// Reads the descriptions of tensors, each name once.
    static func tensors(
        _ pointer: UnsafePointer<stockpot_tensor>?,
        count: Int,
        of owner: String
    ) throws(RequestError) -> [MemoryTensor] {
        let limit = CheckpointLimits.standard.tensorCount
        let described = try unsafe buffer(pointer, count, limit, "tensors of '\(owner)'")
        var names = TensorNames()
        var tensors: [MemoryTensor] = []
        tensors.reserveCapacity(count)
        for position in described.indices {
            let tensor = try unsafe tensor(described[position], position, of: owner)
            try names.insert(tensor.declaration.name, of: owner)
            tensors.append(tensor)
        }
        return tensors
    }

    private static func tensor(
        _ tensor: stockpot_tensor,
        _ position: Int,
        of owner: String
    ) throws(RequestError) -> MemoryTensor {
        let name = try unsafe text(
            tensor.name,
            "the name of tensor \(position) of '\(owner)'",
            limit: CheckpointLimits.standard.nameByteCount
        )
        func failure(_ message: String) -> RequestError {
            RequestError("'\(owner)': tensor '\(name)' \(message)", tensor: name)
        }
        guard let type = unsafe ElementType(code: tensor.dtype) else {
            throw failure("has the dtype \(unsafe tensor.dtype), which is none of stockpot_dtype")
        }
        let rank = unsafe tensor.rank
        guard (0...Limits.rank).contains(Int(rank)) else {
            throw failure("has the rank \(rank), not 0 to \(Limits.rank)")
        }
        guard unsafe rank == 0 || isAligned(tensor.shape, to: MemoryLayout<Int64>.alignment) else {
            throw failure("has a shape that is null, or not aligned")
        }
        let extents = unsafe UnsafeBufferPointer(start: tensor.shape, count: Int(rank)).map {
            Int($0)
        }
        guard let shape = TensorShape(extents),
            let byteCount = type.byteCount(of: shape.elementCount)
        else { throw failure("has the shape \(extents), which is not a tensor's") }
        let declaration = TensorDeclaration(name: name, type: type, shape: shape)
        guard byteCount > 0 else { return MemoryTensor(declaration, .none) }
        guard let data = unsafe tensor.data else { throw failure("has no data: they are null") }
        let address = UInt(bitPattern: data)
        guard address % UInt(type.bitWidth / 8) == 0 else {
            throw failure("has data that are not aligned to \(type.bitWidth / 8) bytes")
        }
        guard byteCount <= Limits.tensorByteCount,
            address.addingExactly(UInt(byteCount)) != nil
        else { throw failure("has more elements than memory has bytes") }
        return unsafe MemoryTensor(declaration, BorrowedMemory(data, byteCount: byteCount))
    }

    /// A switch that another thread turns by writing to memory.
    static func cancellation(_ flag: UnsafePointer<Int32>?) throws(RequestError) -> Cancellation {
        guard let flag = unsafe flag else { return Cancellation() }
        guard unsafe isAligned(flag, to: MemoryLayout<Int32>.alignment) else {
            throw RequestError("the request's 'cancelled' is not aligned")
        }
        nonisolated(unsafe) let shared = unsafe flag
        return Cancellation { unsafe stockpot_load(shared) != 0 }
    }

    /// Looks at an array, once its count and its address make sense.
    private static func buffer<Element>(
        _ pointer: UnsafePointer<Element>?,
        _ count: Int,
        _ limit: Int,
        _ what: @autoclosure () -> String
    ) throws(RequestError) -> UnsafeBufferPointer<Element> {
        guard (0...limit).contains(count) else {
            throw RequestError("there are \(count) \(what()), and at most \(limit) are taken")
        }
        guard unsafe count == 0 || isAligned(pointer, to: MemoryLayout<Element>.alignment) else {
            throw RequestError("the \(what()) are null, or not aligned")
        }
        return unsafe UnsafeBufferPointer(start: pointer, count: count)
    }

    private static func isAligned<Element>(
        _ pointer: UnsafePointer<Element>?,
        to alignment: Int
    ) -> Bool {
        unsafe pointer.map { UInt(bitPattern: $0) % UInt(alignment) == 0 } ?? false
    }
}

/// Bounds that no honest request comes near.
enum Limits {
    static let rank = 64
    static let inputCount = 4096
    static let pathByteCount = 4096
    static let recipeByteCount = 1 << 20
    static let requestByteCount = 4096
    static let threads = 4096
    /// More than any address space of today's processors.
    static let tensorByteCount = 1 << 56
}
