@testable import PyTorchFiles
import SystemFiles
import Tensors

/// A PyTorch file, read; and the elements behind its tensors.
struct ReadFile {
    let contents: PyTorchContents
    private let file: InputFile

    var tensors: [TensorView] { contents.tensors }
    var warnings: [String] { contents.warnings }

    static func open(
        _ path: String,
        as container: PyTorchFile.Container = .zip,
        limits: PyTorchLimits = .standard
    ) throws(PyTorchError) -> ReadFile {
        let file: InputFile
        do throws(FileError) { file = try InputFile.open(path) } catch {
            throw PyTorchError(error)
        }
        let source = PyTorchFile(file, as: container, limits: limits)
        return ReadFile(contents: try source.contents(), file: file)
    }

    subscript(name: String) -> TensorView? {
        contents.tensors.first { Array($0.name.utf8) == Array(name.utf8) }
    }

    /// The bytes of a tensor, or some of them.
    func bytes(of tensor: TensorView, in range: Range<Int>? = nil) throws -> [UInt8] {
        let range = range ?? 0..<tensor.byteCount
        guard let layout = tensor.layout else {
            return try file.bytes(at: tensor.offset + UInt64(range.lowerBound), count: range.count)
        }
        var buffer = AlignedBuffer<UInt8>(repeating: 0xEE, count: range.count)
        var destination = buffer.mutableBytes(0..<range.count)
        var gatherer = ElementGatherer(file, from: tensor.offset, layout: layout)
        try gatherer.read(at: range.lowerBound, into: &destination)
        return (0..<range.count).map { buffer.span[$0] }
    }
}

extension PyTorchError {
    var code: FileError.Code { cause.code }
    var path: String { cause.path }
    var message: String { cause.message }
    var offset: UInt64? { cause.offset }
}
