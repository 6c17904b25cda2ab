internal import CLIPModels
internal import MergeEngine
internal import Merging
internal import Recipes
internal import Tensors
internal import TextFormats

/// What a merge will read, write and hold, and what becomes of every layer.
struct PlanOutline: Encodable {
    struct Layer: Encodable {
        let name: String
        let shape: [Int]
        let rule: String
        let sources: [LayerSource]?
        /// The same for people: the checkpoints' names, and blocks that move.
        let origin: String?

        enum CodingKeys: String, CodingKey {
            case name, shape, rule, sources
        }
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
        layers = plan.layerSummaries.enumerated().map { position, layer in
            let sources = plan.sources(ofLayer: position)
            return Layer(
                name: layer.name,
                shape: layer.shape.dimensions,
                rule: layer.rule.rawValue,
                sources: sources,
                origin: sources?.map { $0.text(asIn: layer.name) }.joined(separator: ", ")
            )
        }
    }

    private var again: String {
        bytesToReadAgain == 0 ? "" : ", then at most \(bytesToReadAgain.grouped) again"
    }

    /// The outline for people.
    var page: Page {
        let hasOrigins = layers.contains { $0.origin != nil }
        var table = TextTable(
            [("layer", .left), ("shape", .left), ("rule", .left)]
                + (hasOrigins ? [("from", .left)] : [])
        )
        for layer in layers {
            let shape = layer.shape.map(String.init).joined(separator: ", ")
            let origin = hasOrigins ? [layer.origin ?? ""] : []
            table.add([layer.name, "[\(shape)]", layer.rule] + origin)
        }
        let totals: PrintableText = """
            output    \(output), \(tensors) tensors, \(elements.grouped) elements
            reads     \(bytesToRead.grouped) bytes\(again)
            writes    \(bytesToWrite.grouped) bytes
            memory    \(memoryBytes.byteText) for tiles and scratch of \(threads) workers
            """
        return Page([.table(table), .text(totals)])
    }
}

extension LayerSource {
    /// The checkpoint's name, and its block where that becomes another one in the output.
    fileprivate func text(asIn layer: String) -> String {
        let (own, other) = (TensorPlace(tensor).block, TensorPlace(layer).block)
        let name = ModelName.of(checkpoint)
        return own.map { $0 == other ? name : "\(name) block \($0)" } ?? name
    }
}
