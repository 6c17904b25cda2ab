internal import ArgumentParser
internal import CLIPModels
internal import Checkpoints
internal import Tensors
internal import TextFormats

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Prints what a checkpoint holds: tensors, types, shapes, dialect, metadata.",
        discussion: """
            Example:

              stockpot inspect pretrained --json
            """
    )

    @Argument(help: "The checkpoint.", completion: .file())
    var checkpoint: String

    @OptionGroup(title: "Reading") var reading: ReadingArguments

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func run() throws {
        let checkpoint = try reading.open(checkpoint)
        for warning in checkpoint.warnings { StandardError.print("warning: \(warning)") }
        let inspection = Inspection(checkpoint)
        try json ? StandardOutput.print(JSONText.text(inspection)) : tables.print(inspection.page)
    }
}

/// What a checkpoint holds, for printing.
private struct Inspection: Encodable {
    /// The tensors, each described when it is written.
    struct TensorRecords: LongJSONList {
        struct Tensor: Encodable {
            let name: String
            let dtype: String
            let shape: [Int]
            let bytes: Int
        }

        let list: TensorList

        func forEachElement(_ body: (any Encodable) throws -> Void) rethrows {
            for tensor in list {
                try body(
                    Tensor(
                        name: tensor.name,
                        dtype: tensor.type.name,
                        shape: tensor.shape.dimensions,
                        bytes: tensor.byteCount
                    )
                )
            }
        }
    }

    let path: String
    let format: String
    let dialect: String
    let prefix: String
    let architecture: ArchitectureOutline?
    let description: [FactRecord]?
    let files: [String]
    let elements: Int
    let bytes: Int
    let metadata: CheckpointMetadata
    let tensors: TensorRecords

    init(_ checkpoint: Checkpoint) {
        let naming = TensorNaming.recognise(names: checkpoint.tensors.lazy.map(\.name))
        prefix = naming.prefix
        let model = Self.model(of: checkpoint, naming)
        architecture = model.map { ArchitectureOutline($0.architecture) }
        description = model?.facts.map(FactRecord.init)
        path = checkpoint.path
        format = checkpoint.format.description
        dialect = naming.dialect.description
        files = checkpoint.files
        metadata = checkpoint.metadata
        tensors = TensorRecords(list: checkpoint.tensors)
        elements = checkpoint.tensors.reduce(0) { $0 + $1.shape.elementCount }
        bytes = checkpoint.tensors.reduce(0) { $0 + $1.byteCount }
    }

    /// What the model is; what is wrong with it is not a reason to show nothing.
    private static func model(
        of checkpoint: Checkpoint,
        _ naming: TensorNaming
    ) -> ModelDescription? {
        guard naming.dialect != .unknown else { return nil }
        do throws(CheckpointError) {
            let model = try ModelDescription(of: checkpoint)
            for warning in model.warnings(of: checkpoint.path) {
                StandardError.print("warning: \(warning)")
            }
            return model
        } catch {
            StandardError.print("warning: no architecture: \(error)")
            return nil
        }
    }

    var page: Page {
        let table = TextTable(
            [("tensor", .left), ("type", .left), ("shape", .left), ("bytes", .right)],
            rows: tensors.list.lazy.map { tensor in
                [tensor.name, tensor.type.name, "\(tensor.shape)", tensor.byteCount.grouped]
            }
        )
        let facts = (description ?? []).map { "fact      \($0.name): \($0.value) (\($0.source))" }
        let metadata = metadata.entries.map { "metadata  \($0.name): \($0.text)" }
        let head = [
            "format    \(format)",
            "dialect   \(dialect)" + (prefix.isEmpty ? "" : ", names begin with '\(prefix)'"),
            architecture.map { "vision    " + $0.text },
            "tensors   \(tensors.list.count), \(elements.grouped) elements, \(bytes.byteText)",
        ].compactMap(\.self)
        let lines = PrintableText(lines: head + facts + metadata)
        return Page([.text(lines), .table(table)])
    }
}
