internal import SyntheticCheckpoints
internal import SystemFiles
internal import Tensors

/// The folder that holds the inputs and outputs of a benchmark.
struct WorkingFolder {
    /// The folder itself, which nothing else uses.
    let root: String
    private let inputNames: [String]

    /// Makes the folder.
    ///
    /// - Throws: `BenchmarkError` when it cannot be made, or when its file system has no space for
    ///   the inputs and one output of each contestant.
    init(for request: BenchmarkRequest) throws(BenchmarkError) {
        do throws(FileError) {
            root = try FileSystem.makeTemporaryFolder(in: request.folder)
        } catch { throw BenchmarkError(error) }
        inputNames = request.family.folderNames
        do throws(BenchmarkError) { try requireSpace(for: request) } catch {
            remove()
            throw error
        }
    }

    private func requireSpace(for request: BenchmarkRequest) throws(BenchmarkError) {
        let header = 1 << 20
        let outputs = ContestantKind.allCases.count * (request.outputByteCount + header)
        let needed = request.family.byteCount + outputs
        let available = Int(clamping: FileSystem.availableByteCount(at: root) ?? .max)
        guard available >= needed else {
            throw .space(path: root, needed: needed, available: available)
        }
    }

    /// A path within the folder.
    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// The folder of the base checkpoint.
    var base: String { path(inputNames[0]) }

    /// The folders of the models.
    var models: [String] { inputNames.dropFirst().map(path) }

    /// The weight files of the base and the models.
    var inputFiles: [String] { inputNames.map { path($0) + "/model.safetensors" } }

    /// Where mergekit finds what it is to do.
    var peerConfiguration: String { path("mergekit.yml") }

    /// Removes a file or a folder with all that it holds, if it is there.
    func remove(_ path: String) { FileSystem.removeAll(path) }

    /// Removes the folder with all that it holds.
    func remove() { remove(root) }
}

// MARK: - Inputs

extension WorkingFolder {
    /// Writes the inputs and forces them to the disk, so that nothing is left to write later.
    func makeInputs(_ family: SyntheticFamily) throws {
        try family.write(to: root)
        for file in inputFiles { try FileSystem.synchronize(file: file) }
    }

    /// Drops the inputs from the page cache.
    func dropInputs() throws(BenchmarkError) {
        do throws(FileError) {
            for file in inputFiles { try FileSystem.dropFromCache(file) }
        } catch { throw BenchmarkError(error) }
    }

    /// Writes mergekit's configuration.
    ///
    /// It computes in the type of its inputs; halves would underflow in its dot products, so it is
    /// told to compute these in 32 bits.
    func writePeerConfiguration(_ type: FloatingPointType) throws {
        var lines = ["merge_method: model_stock", "base_model: \"\(inputFiles[0])\"", "models:"]
        lines += inputFiles.dropFirst().map { "  - model: \"\($0)\"" }
        switch type {
        case .f16: lines += ["dtype: float32", "out_dtype: float16"]
        case .bf16: lines += ["dtype: float32", "out_dtype: bfloat16"]
        case .f32, .f64: break
        }
        let text = lines.joined(separator: "\n") + "\n"
        try FileContents.write(Array(text.utf8), to: peerConfiguration, replacing: true)
    }
}
