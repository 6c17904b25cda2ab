internal import MergeEngine
internal import Merging
internal import Tensors

/// What a merge will read, write and hold, and what becomes of every layer.
struct PlanOutline: Encodable {
    struct Layer: Encodable {
        let name: String
        let shape: [Int]
        let rule: String
    }

    let output: String
    let tensors: Int
    let elements: Int
    let bytesToRead: Int
    let bytesToReadAgain: Int
    let bytesToWrite: Int
    let memoryBytes: Int
    let threads: Int
    let layers: [Layer]

    enum CodingKeys: String, CodingKey {
        case output, tensors, elements, threads, layers
        case bytesToRead = "bytes_to_read"
        case bytesToReadAgain = "bytes_to_read_again"
        case bytesToWrite = "bytes_to_write"
        case memoryBytes = "memory_bytes"
    }

    init(_ plan: MergePlan, output: String) throws {
        self.output = output
        tensors = plan.tensorCount
        elements = plan.elementCount
        bytesToRead = plan.firstPassByteCount
        bytesToReadAgain = plan.secondPassByteCount
        bytesToWrite = try plan.outputByteCount(at: output)
        memoryBytes = plan.plannedMemoryByteCount
        threads = plan.workerCount
        layers = plan.layerSummaries.map {
            Layer(name: $0.name, shape: $0.shape.dimensions, rule: $0.rule.rawValue)
        }
    }

    private var again: String {
        bytesToReadAgain == 0 ? "" : ", then at most \(bytesToReadAgain.grouped) again"
    }

    /// The outline for people.
    var text: String {
        var table = TextTable([("layer", .left), ("shape", .left), ("rule", .left)])
        for layer in layers {
            let shape = layer.shape.map(String.init).joined(separator: ", ")
            table.add([layer.name, "[\(shape)]", layer.rule])
        }
        return """
            \(table.text)

            output    \(output), \(tensors) tensors, \(elements.grouped) elements
            reads     \(bytesToRead.grouped) bytes\(again)
            writes    \(bytesToWrite.grouped) bytes
            memory    \(memoryBytes.byteText) for tiles and scratch of \(threads) workers
            """
    }
}
