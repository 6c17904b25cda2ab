import PyTorchFiles
import SystemFiles
import Tensors
import TextFormats

/// One or several PyTorch files, read as one checkpoint.
struct PyTorchReader: CheckpointReader {
    let format: CheckpointFormat
    let files: [InputFile]
    let tensors: TensorList
    let metadata: CheckpointMetadata
    private(set) var warnings: [String]

    /// Reads one file.
    init(
        _ file: InputFile,
        signature: FileSignature,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) {
        let contents = try Self.contents(of: file, signature, limits, options)
        format =
            switch contents.origin {
            case .saved: .pytorch
            case .script: .torchScript
            case .legacy: .legacyPyTorch
            }
        files = [file]
        metadata = try Self.metadata(contents, file)
        tensors = TensorList([contents])
        warnings = contents.warnings
    }

    /// Reads the files that an index names, and keeps the tensors that it maps.
    init(
        index: ShardIndex,
        files: [(file: InputFile, signature: FileSignature)],
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) {
        format = .shardedPyTorch
        self.files = files.map(\.file)
        metadata = CheckpointMetadata()
        warnings = []
        var all: [PyTorchContents] = []
        for (file, signature) in files {
            all.append(try Self.contents(of: file, signature, limits, options))
            warnings += all[all.count - 1].warnings
        }
        tensors = try index.select(TensorList(all), warnings: &warnings)
    }

    /// What a file of ours says about itself.
    private static func metadata(
        _ contents: PyTorchContents,
        _ file: InputFile
    ) throws(CheckpointError) -> CheckpointMetadata {
        guard let text = contents.metadata else { return CheckpointMetadata() }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(text, "stockpot.json") } catch {
            throw CheckpointError(.malformed, file.path, "stockpot.json: \(error.message)")
        }
        var metadata = CheckpointMetadata()
        for member in value.members ?? [] {
            guard let text = member.value.string else {
                let name = PrintableText.quoted(member.key)
                throw CheckpointError(.malformed, file.path, "stockpot.json: \(name) is not a text")
            }
            metadata[member.key] = text
        }
        return metadata
    }

    private static func contents(
        of file: InputFile,
        _ signature: FileSignature,
        _ limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) -> PyTorchContents {
        let container: PyTorchFile.Container = signature == .pickle ? .stream : .zip
        var source = PyTorchFile(file, as: container, limits: limits.ofPyTorch)
        source.skipsUnknownGlobals = options.skipsUnknownGlobals
        source.stateDictionary = options.stateDictionary
        do throws(PyTorchError) { return try source.contents() } catch {
            throw CheckpointError(error)
        }
    }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let file = files[tensor.file]
        guard let layout = tensor.layout else {
            return try rethrowing(
                file.read(at: tensor.offset + UInt64(byteOffset), into: &destination)
            )
        }
        var gatherer = ElementGatherer(file, from: tensor.offset, layout: layout)
        do throws(PyTorchError) { try gatherer.read(at: byteOffset, into: &destination) } catch {
            throw CheckpointError(error)
        }
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        guard tensor.layout == nil else { return }
        files[tensor.file].prefetch(
            from: tensor.offset + UInt64(byteOffset),
            byteCount: byteCount
        )
    }
}

extension TensorList {
    /// The tensors of PyTorch files.
    fileprivate init(_ files: [PyTorchContents]) {
        var (names, columns) = (TensorNames(), TensorColumns())
        for (ordinal, contents) in files.enumerated() {
            for view in contents.tensors {
                names.append(view.name)
                columns.append(
                    view.type,
                    view.shape,
                    file: ordinal,
                    offset: view.offset,
                    layout: view.layout
                )
            }
        }
        self.init(names, columns)
    }
}
