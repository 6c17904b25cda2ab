internal import PyTorchFiles
internal import TextFormats

/// What the first bytes of a file say about its format.
enum FileSignature: Equatable {
    case safetensors, shardIndex, pytorchArchive, pickle, tar, gitPointer
    case foreign(ForeignFormat)

    /// How many bytes are enough to tell.
    static let byteCount = 512

    init(_ bytes: [UInt8], limits: CheckpointLimits) {
        // Header lengths such as 640 begin with the bytes of a pickle. A length within the limit
        // and an opening brace decide for safetensors, whatever the first bytes spell.
        let length = UInt64(littleEndianBytes: bytes.prefix(8))
        let isPlausible = bytes.count >= 8 && length <= limits.headerByteCount
        if isPlausible && bytes.dropFirst(8).first == UInt8(ascii: "{") {
            self = .safetensors
        } else if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
            self = .pytorchArchive
        } else if let format = ForeignFormat(bytes) {
            self = .foreign(format)
        } else if isPlausible {
            self = .safetensors
        } else {
            self = Self.text(bytes) ?? .safetensors
        }
    }

    private static func text(_ bytes: [UInt8]) -> FileSignature? {
        let isPickle = bytes.first == 0x80 && (2...5).contains(bytes.dropFirst().first ?? 0)
        if isPickle { return .pickle }
        if bytes.dropFirst(257).starts(with: "ustar".utf8) { return .tar }
        if bytes.starts(with: "version https://git-lfs".utf8) { return .gitPointer }
        let solid = bytes.first { !JSONScanner.isWhitespace($0) }
        return solid == UInt8(ascii: "{") ? .shardIndex : nil
    }
}

extension FileSignature {
    /// Whether PyTorch wrote such files.
    var isPyTorch: Bool { self == .pytorchArchive || self == .pickle }

    /// Why a file of this kind is not read, or nil when it is.
    var refusal: String? {
        switch self {
        case .safetensors, .shardIndex, .pytorchArchive, .pickle: nil
        case .foreign(let format): "is " + format.rawValue
        case .tar:
            "is a tar file, as PyTorch wrote before 0.1.10; load and save it with a newer PyTorch"
        case .gitPointer:
            "is a Git LFS pointer instead of the weights; fetch them with 'git lfs pull'"
        }
    }
}
