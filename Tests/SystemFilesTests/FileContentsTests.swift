import Glibc
import SystemFiles
import TestSupport
import Testing

@Suite("Files that are read and written whole")
struct FileContentsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func error(_ body: () throws -> Void) throws -> FileError {
        try #require(throws: FileError.self) { try body() }
    }

    @Test("up to the limit, and not a byte more")
    func limit() throws {
        let path = try folder.write([1, 2, 3], as: "x")
        #expect(try FileContents.read(path, limit: 3) == [1, 2, 3])
        let error = try error { _ = try FileContents.read(path, limit: 2) }
        #expect(error.code == .malformed && error.message.contains("more than 2 bytes"))
    }

    @Test("a file whose size the system does not say")
    func processFile() throws {
        #expect(try FileContents.text("/proc/self/status").contains("VmHWM"))
    }

    @Test("a folder, a missing file and a NUL are refused by name")
    func refusals() throws {
        let folderError = try error { _ = try FileContents.read(folder.path) }
        #expect(folderError.description == "\(folder.path): is a folder; give a regular file")
        #expect(try error { _ = try FileContents.text(folder.path) }.code == .unsupported)
        let missing = try error { _ = try FileContents.read(folder.path("x")) }
        #expect(missing.code == .missing && missing.message == "there is no such file")
        #expect(try error { _ = try FileContents.read("a\0b") }.code == .missing)
    }

    @Test("a pipe is read as text, and is not waited for as a file")
    func pipe() throws {
        let path = folder.path("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(try error { _ = try FileContents.read(path) }.message.contains("a named pipe"))
        let script = "printf 'from a pipe' > \"$0\""
        let writer = try RunningProcess.start(["sh", "-c", script, path])
        #expect(try FileContents.text(path) == "from a pipe")
        #expect(try writer.wait().end == .exited(0))
    }

    @Test("a byte order mark is not part of the text; a bad byte is told by its line")
    func text() throws {
        let marked = try folder.write([0xEF, 0xBB, 0xBF] + Array("é\n".utf8), as: "marked")
        #expect(try FileContents.text(marked) == "é\n")
        let bad = try folder.write(Array("a\nb\n".utf8) + [0xFF, 0x0A], as: "bad")
        let error = try error { _ = try FileContents.text(bad) }
        #expect(error.description == "\(bad):3: is not UTF-8 text")
    }

    @Test("a file is written whole, through a link, and only over what may be replaced")
    func writing() throws {
        let path = folder.path("x")
        try FileContents.write([1], to: path, replacing: false)
        let refusal = try error { try FileContents.write([2], to: path, replacing: false) }
        #expect(refusal.code == .exists && refusal.path == path)
        #expect(try FileContents.read(path) == [1])
        #expect(unsafe symlink(path, folder.path("link")) == 0)
        try FileContents.write([3], to: folder.path("link"), replacing: true)
        #expect(try FileContents.read(path) == [3])
        #expect(FileSystem.linkTarget(of: folder.path("link")) == path)
        let nowhere = try error {
            try FileContents.write([4], to: folder.path("none/x"), replacing: true)
        }
        #expect(nowhere.path == folder.path("none/x"))
        #expect(try FileSystem.names(in: folder.path) == ["link", "x"], "no partial file is left")
    }

    @Test("a folder is removed with all that it holds, and links are not followed")
    func removal() throws {
        let kept = try folder.write([1], as: "kept/x")
        let temporary = try FileSystem.makeTemporaryFolder(in: folder.path)
        try FileContents.write([1], to: temporary + "/x", replacing: false)
        try FileSystem.makeFolder(temporary + "/inner")
        #expect(unsafe symlink(folder.path("kept"), temporary + "/inner/link") == 0)
        FileSystem.removeAll(temporary)
        #expect(!FileSystem.exists(temporary) && FileSystem.exists(kept))
    }
}
