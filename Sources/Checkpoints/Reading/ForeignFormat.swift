internal import TextFormats

/// A kind of file that is often given in place of a checkpoint, told by its first bytes.
enum ForeignFormat: String, CaseIterable {
    case gzip = "a gzip file; unpack it first"
    case bzip2 = "a bzip2 file; unpack it first"
    case xz = "an xz file; unpack it first"
    case zstandard = "a Zstandard file; unpack it first"
    case sevenZip = "a 7-Zip file; unpack it first"
    case emptyZip = "an empty zip file"
    case hdf5 = "an HDF5 file, as TensorFlow and Keras write"
    case gguf = "a GGUF file, as llama.cpp reads"
    case numPy = "a NumPy array (.npy)"
    case webPage = "a web page instead of the weights; download the file itself"

    /// The format whose mark is at the beginning, or nil.
    init?(_ bytes: [UInt8]) {
        let text = bytes.drop(while: JSONScanner.isWhitespace).prefix(14)
            .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let isPage = ["<!doctype html", "<html"].contains { text.starts(with: $0.utf8) }
        let found =
            isPage
            ? .webPage : Self.allCases.first { !$0.mark.isEmpty && bytes.starts(with: $0.mark) }
        guard let found else { return nil }
        self = found
    }

    private var mark: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B, 0x08]
        case .bzip2: Array("BZh".utf8)
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
        case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
        case .sevenZip: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
        case .emptyZip: Array("PK\u{5}\u{6}".utf8)
        case .hdf5: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        case .gguf: Array("GGUF".utf8)
        case .numPy: [0x93] + Array("NUMPY".utf8)
        case .webPage: []
        }
    }
}
