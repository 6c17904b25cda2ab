import CStockpot
import CStockpotInterface
import Glibc
import Tensors
import TestSupport
import Testing

/// A tensor as a test describes it to the library.
struct CTensor {
    var name: [CChar]? = Array("weight".utf8CString)
    var dtype = Int32(STOCKPOT_F32.rawValue)
    var rank: Int32?
    var shape: [Int64] = [4]
    var hasShape = true
    var held: HeldMemory?
    /// Where in the memory it begins.
    var offset = 0

    init(_ name: String = "weight", _ values: [Float] = [1, 2, 3, 4], shape: [Int64]? = nil) {
        self.name = Array(name.utf8CString)
        self.shape = shape ?? [Int64(values.count)]
        held = HeldMemory(Self.bytes(values))
    }

    static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
    }

    /// What its memory holds now, as numbers.
    var values: [Float] {
        let bytes = held?.bytes ?? []
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
        }
    }
}

/// What a test sets in a request in place of what belongs there.
struct Overrides {
    var recipeIsNull = false
    var inputsAreNull = false
    var inputCount: Int?
    var structSize: Int?
    var reserved: Int32 = 0
    var memoryLimit = 0
    /// The address of the flag; 0 is null.
    var cancelled: UInt = 0
}

/// A request as C programs make them, and how the library answers it.
@safe
struct CRequestFixture {
    var recipe = "{merge_method: model_stock, base_model: base, models: [{model: a}, {model: b}]}"
    var inputs: [(name: String, tensors: [CTensor])] = [
        ("base", [CTensor()]), ("a", [CTensor("weight", [2, 2, 3, 5])]),
        ("b", [CTensor("weight", [1, 3, 3, 5])]),
    ]
    var outputs: [CTensor] = []
    var threads: Int32 = 1
    var overrides = Overrides()

    /// What the library is asked to do.
    enum Task { case merge, angles }

    struct Answer {
        let status: Int32
        let error: String?
        let json: String
        let tensors: [(name: String, shape: [Int64], values: [Float])]
    }

    /// Calls the library, and frees all that was allocated for the call.
    func call(_ task: Task = .merge) -> Answer {
        let arena = Arena()
        var request = unsafe stockpot_merge_request()
        unsafe request.struct_size = MemoryLayout<stockpot_merge_request>.stride
        unsafe request.recipe = arena.copy(Array(recipe.utf8CString))
        let described = unsafe inputs.map { input in
            unsafe stockpot_input(
                name: arena.copy(Array(input.name.utf8CString)),
                tensor_count: input.tensors.count,
                tensors: arena.copy(input.tensors.map { unsafe arena.describe($0) })
            )
        }
        unsafe request.input_count = described.count
        unsafe request.inputs = arena.copy(described)
        unsafe request.output_count = outputs.count
        unsafe request.outputs = arena.copy(outputs.map { unsafe arena.describe($0) })
        unsafe request.threads = threads
        unsafe change(&request)
        return unsafe withUnsafePointer(to: &request) { pointer in
            unsafe Self.answer { result in
                switch task {
                case .merge: unsafe stockpotMerge(pointer, result)
                case .angles: unsafe stockpotAngles(pointer, result)
                }
            }
        }
    }

    private func change(_ request: inout stockpot_merge_request) {
        if overrides.recipeIsNull { unsafe request.recipe = nil }
        if overrides.inputsAreNull { unsafe request.inputs = nil }
        if let count = overrides.inputCount { unsafe request.input_count = count }
        if let size = overrides.structSize { unsafe request.struct_size = size }
        unsafe request.reserved = overrides.reserved
        unsafe request.memory_limit = overrides.memoryLimit
        unsafe request.cancelled = UnsafePointer(bitPattern: overrides.cancelled)
    }

    /// Reads and frees what a function of the library answers.
    static func answer(
        _ function: (UnsafeMutablePointer<OpaquePointer?>?) -> Int32
    ) -> Answer {
        var result: OpaquePointer?
        let status = unsafe function(&result)
        #expect(unsafe stockpotResultStatus(result) == status)
        defer { unsafe stockpotResultFree(result) }
        let count = Int(unsafe stockpotResultTensorCount(result))
        let first = unsafe stockpotResultTensors(result)
        let tensors = (0..<count).compactMap { number in
            unsafe first.map { first in
                unsafe read((first.assumingMemoryBound(to: stockpot_tensor.self) + number).pointee)
            }
        }
        return Answer(
            status: status,
            error: unsafe stockpotResultError(result).map { unsafe String(cString: $0) },
            json: unsafe stockpotResultJSON(result).map { unsafe String(cString: $0) } ?? "",
            tensors: tensors
        )
    }

    private static func read(
        _ tensor: stockpot_tensor
    ) -> (name: String, shape: [Int64], values: [Float]) {
        let shape = unsafe Array(UnsafeBufferPointer(start: tensor.shape, count: Int(tensor.rank)))
        let count = unsafe tensor.dtype == STOCKPOT_F32.rawValue ? Int(shape.reduce(1, *)) : 0
        let start = unsafe tensor.data?.assumingMemoryBound(to: Float.self)
        return unsafe (
            String(cString: tensor.name), shape,
            start.map { unsafe Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
        )
    }
}

/// Memory for the parts of one request.
@safe
private final class Arena {
    private var blocks = unsafe [UnsafeMutableRawPointer]()

    deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

    func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
        guard !elements.isEmpty else { return nil }
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        for (number, element) in elements.enumerated() {
            unsafe (copy + number).initialize(to: element)
        }
        unsafe blocks.append(UnsafeMutableRawPointer(copy))
        return unsafe UnsafePointer(copy)
    }

    func describe(_ tensor: CTensor) -> stockpot_tensor {
        let address = (tensor.held?.memory.addresses.lowerBound).map { $0 + UInt(tensor.offset) }
        return unsafe stockpot_tensor(
            name: tensor.name.flatMap { unsafe copy($0) },
            dtype: tensor.dtype,
            rank: tensor.rank ?? Int32(tensor.shape.count),
            shape: tensor.hasShape ? copy(tensor.shape.isEmpty ? [0] : tensor.shape) : nil,
            data: UnsafeMutableRawPointer(bitPattern: address ?? 0)
        )
    }
}
