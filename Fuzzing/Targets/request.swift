import CStockpot
import CStockpotInterface
import Synchronization

/// A request of a C program: what it says may be nonsense, but the memory that it describes is there.
///
/// The first bytes make the request, the rest is the recipe.
func examine(_ input: [UInt8]) throws {
    allowance.store(64 << 20, ordering: .relaxed)
    var choices = Choices(input)
    let request = RequestUnderTest(&choices)
    var result: OpaquePointer?
    let merges = choices.next() % 2 == 0
    let status = unsafe request.withPointer { pointer in
        merges ? unsafe stockpotMerge(pointer, &result) : unsafe stockpotAngles(pointer, &result)
    }
    require(unsafe stockpotResultStatus(result) == status, "two statuses")
    let error = unsafe stockpotResultError(result).map { unsafe String(cString: $0) }
    require((error == nil) == (status == 0), "a failure without an error")
    let json = unsafe stockpotResultJSON(result).map { unsafe String(cString: $0) } ?? ""
    require(json.first == "{" && json.last == "}", "no JSON: \(json)")
    unsafe stockpotResultFree(result)
    require(status != STOCKPOT_SOFTWARE.rawValue || request.isCancelled, "a bug: \(error ?? "")")
    if let error { requireOneLine(ErrorText(text: error)) }
}

/// An error that was read as text.
private struct ErrorText: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}

/// The bytes of an input, each of which decides something; 0 where they have ended.
private struct Choices {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func next() -> Int { Int(rest.popFirst() ?? 0) }

    /// Mostly a usual value, seldom one of those that are nowhere near.
    mutating func count(_ usual: Int) -> Int {
        switch next() {
        case 255: -1
        case 254: Int.max
        case 253: 1 << 32
        case let byte: byte % usual
        }
    }
}

/// A request in memory of its own.
@safe
private final class RequestUnderTest {
    private var blocks = unsafe [UnsafeMutableRawPointer]()
    private var request = unsafe stockpot_merge_request()
    private let elements = UnsafeMutableRawPointer.allocate(byteCount: 1024, alignment: 64)
    private let flag = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

    init(_ choices: inout Choices) {
        for byte in 0..<1024 {
            // Numbers of every type that are seldom infinite.
            unsafe elements.storeBytes(of: UInt8(byte % 60), toByteOffset: byte, as: UInt8.self)
        }
        unsafe flag.initialize(to: choices.next() == 255 ? 1 : 0)
        let inputs = unsafe (0..<choices.next() % 4).map { number in
            unsafe stockpot_input(
                name: text([UInt8(ascii: "a") + UInt8(number)]),
                tensor_count: 0,
                tensors: nil
            )
        }
        let described = unsafe inputs.map { input in
            var input = unsafe input
            let tensors = unsafe tensors(&choices)
            unsafe input.tensors = tensors.start
            unsafe input.tensor_count = tensors.count
            return unsafe input
        }
        let outputs = unsafe tensors(&choices)
        let size = unsafe MemoryLayout<stockpot_merge_request>.stride
        unsafe request.struct_size = choices.next() == 255 ? choices.next() : size
        unsafe request.inputs = copy(described)
        unsafe request.input_count = described.count
        unsafe request.outputs = outputs.start
        unsafe request.output_count = outputs.count
        unsafe request.threads = Int32(truncatingIfNeeded: choices.count(3))
        unsafe request.memory_limit = choices.count(2) << 20
        unsafe request.cancelled = UnsafePointer(flag)
        unsafe request.recipe = text(Array(choices.rest.dropFirst()))
    }

    deinit {
        unsafe blocks.forEach { unsafe $0.deallocate() }
        unsafe elements.deallocate()
        unsafe flag.deallocate()
    }

    var isCancelled: Bool { unsafe flag.pointee != 0 }

    func withPointer(_ body: (UnsafeRawPointer) -> Int32) -> Int32 {
        unsafe withUnsafePointer(to: &request) { unsafe body(UnsafeRawPointer($0)) }
    }

    private func tensors(
        _ choices: inout Choices
    ) -> (start: UnsafePointer<stockpot_tensor>?, count: Int) {
        let tensors = unsafe (0..<choices.next() % 4).map { _ in unsafe tensor(&choices) }
        return unsafe (copy(tensors), tensors.count)
    }

    /// A tensor whose elements, where it has that many, are memory of this object.
    private func tensor(_ choices: inout Choices) -> stockpot_tensor {
        let name = unsafe choices.next() == 255 ? nil : text([UInt8(choices.next())])
        let code = choices.next() % 21
        let rank = choices.count(4)
        let extents = (0..<max(0, min(rank, 70))).map { _ in Int64(choices.count(5)) }
        let offset = choices.next() % 128
        // At most eight bytes in an element.
        let needed = extents.reduce((1, false)) { product, extent in
            let (count, overflow) = product.0.multipliedReportingOverflow(by: Int(extent))
            return (count, product.1 || overflow)
        }
        let fits = !needed.1 && needed.0 <= 64
        return unsafe stockpot_tensor(
            name: name,
            dtype: Int32(code),
            rank: Int32(truncatingIfNeeded: rank),
            shape: copy(extents),
            data: fits ? elements + offset : nil
        )
    }

    private func text(_ bytes: [UInt8]) -> UnsafePointer<CChar>? {
        unsafe copy(bytes.map { CChar(bitPattern: $0) } + [0])
    }

    private func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
        guard !elements.isEmpty else { return nil }
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        for (number, element) in elements.enumerated() {
            unsafe (copy + number).initialize(to: element)
        }
        unsafe blocks.append(UnsafeMutableRawPointer(copy))
        return unsafe UnsafePointer(copy)
    }
}
