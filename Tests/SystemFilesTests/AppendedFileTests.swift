import Glibc
import SystemFiles
import TestSupport
import Testing

@Suite("Files to which pieces are added")
struct AppendedFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("lines")
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("pieces follow each other, whoever adds them", arguments: [true, false])
    func pieces(isDurable: Bool) throws {
        let first = try AppendedFile(path, .shared, isDurable: isDurable)
        let second = try AppendedFile(path, .shared, isDurable: isDurable)
        for piece in ["a\n", "b\n"] {
            try first.append(bytes(piece))
            try second.append(bytes(piece))
        }
        #expect(try first.contents() == bytes("a\na\nb\nb\n"))
        try second.shorten(to: 4)
        #expect(try first.contents() == bytes("a\na\n"))
    }

    @Test("one that is held is refused, and free when it is let go")
    func held() throws {
        var holder: AppendedFile? = try AppendedFile(path, .exclusive, isDurable: false)
        try holder?.append(bytes("a"))
        let error = try #require(throws: FileError.self) {
            try AppendedFile(path, .exclusiveWithoutWaiting, isDurable: false)
        }
        #expect(error.isHeldElsewhere, "\(error)")
        holder = nil
        _ = try AppendedFile(path, .exclusiveWithoutWaiting, isDurable: false)
    }

    @Test("what cannot be opened is told by its path")
    func missingFolder() throws {
        let error = try #require(throws: FileError.self) {
            try AppendedFile(folder.path("none/lines"), .shared, isDurable: false)
        }
        #expect(error.path == folder.path("none/lines") && error.errorNumber == ENOENT)
        #expect(!error.isHeldElsewhere)
    }

    @Test("a full device is an error; the device stays")
    func fullDevice() throws {
        let file = try AppendedFile("/dev/full", .exclusive, isDurable: false)
        let error = try #require(throws: FileError.self) { try file.append(bytes("a")) }
        #expect(error.errorNumber == ENOSPC && error.code == .inputOutput)
        #expect(FileSystem.exists("/dev/full"))
    }
}
