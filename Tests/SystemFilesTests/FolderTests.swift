import Glibc
import SystemFiles
import TestSupport
import Testing
import TextFormats

@Suite("Folders that are held, and names by their bytes")
struct FolderTests {
    private let temporary: TemporaryFolder
    private let folder: Folder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try Folder.find(temporary.path)
    }

    /// Makes a file by the C function, whatever the bytes of its name.
    private func touch(_ name: [UInt8]) {
        let path = Array(temporary.path.utf8) + [0x2F] + name + [0]
        let descriptor = unsafe creat(path.map { CChar(bitPattern: $0) }, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
    }

    @Test("every name is listed once, found, opened, renamed and removed")
    func names() throws {
        let names: [[UInt8]] = [
            [0x61], [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0xE9], [0xFF], [0xFF, 0xFE], [0x80, 0x61],
        ]
        names.forEach(touch)
        let listed = try folder.names()
        #expect(Set(listed.map { FilePath($0).bytes }) == Set(names))
        #expect(listed.count == names.count)
        for name in listed {
            let path = folder.path(of: name)
            #expect(folder.holds(name) && FileSystem.exists(path))
            #expect(try FileContents.read(path) == [])
            #expect(try InputFile.open(path).byteCount == 0)
            try folder.rename(name, to: folder, as: name + "2", replacing: false)
            #expect(!folder.holds(name))
            folder.remove(name + "2")
        }
        #expect(try folder.names().isEmpty)
    }

    @Test("a path that is not UTF-8 is resolved, and is printed with escapes")
    func path() throws {
        let inner = folder.path(of: ByteNotation.text([0x78, 0xFF]))
        try FileSystem.makeFolder(inner)
        #expect(FileSystem.resolved(inner).map { FilePath($0).bytes.suffix(2) } == [0x78, 0xFF])
        try FileContents.write([1], to: inner + "/a", replacing: false)
        #expect(try FileSystem.names(in: inner) == ["a"])
        let error = #expect(throws: FileError.self) { try FileContents.read(inner + "/b") }
        #expect(error?.description.hasSuffix("/x\\xff/b: there is no such file") == true)
        let program = try RunningProcess.start(["rm", "-r", inner])
        #expect(try program.wait().end == .exited(0))
        #expect(try folder.names().isEmpty)
    }

    @Test("a name is that of the folder that was found, wherever the path leads later")
    func heldFolder() throws {
        try temporary.write("x", as: "first/x")
        try temporary.write("y", as: "second/y")
        #expect(unsafe symlink("first", temporary.path("link")) == 0)
        let place = try OutputPlace.find(temporary.path("link/new"))
        #expect(unsafe unlink(temporary.path("link")) == 0)
        #expect(unsafe symlink("second", temporary.path("link")) == 0)
        try place.write([1], replacing: false)
        #expect(try temporary.names(in: "first") == ["new", "x"])
        #expect(try temporary.names(in: "second") == ["y"])
        let refusal = #expect(throws: FileError.self) { try place.write([2], replacing: false) }
        #expect(refusal?.code == .exists)
        try place.write([2], replacing: true)
        #expect(try temporary.bytes(of: "first/new") == [2])
        #expect(try temporary.names(in: "first") == ["new", "x"])
    }

    @Test("links in a folder are neither followed nor emptied")
    func links() throws {
        try temporary.write("x", as: "kept/x")
        #expect(unsafe symlink("kept", temporary.path("link")) == 0)
        #expect(throws: SystemError.self) { try folder.folder("link") }
        #expect(try folder.status(of: "link").isFolder == false)
        #expect(try folder.status(of: "link", followingLink: true).isFolder)
        folder.removeAll("link")
        #expect(try folder.names() == ["kept"])
        #expect(try temporary.names(in: "kept") == ["x"])
        folder.removeAll("kept")
        #expect(try folder.names().isEmpty)
    }

    @Test("a folder that may not be listed can be written to")
    func unreadable() throws {
        try FileSystem.makeFolder(temporary.path("drop"))
        #expect(unsafe chmod(temporary.path("drop"), 0o300) == 0)
        let drop = try folder.folder("drop")
        #expect(drop.isWritable)
        try OutputPlace.find(temporary.path("drop/x")).write([1], replacing: false)
        #expect(drop.holds("x"))
        #expect(unsafe chmod(temporary.path("drop"), 0o700) == 0)
    }

    @Test("what holds a NUL is no name, instead of being cut off there")
    func nul() throws {
        try temporary.write("x", as: "a")
        #expect(!folder.holds("a\0b") && !FileSystem.exists(temporary.path("a\0b")))
        #expect(throws: SystemError.self) {
            try folder.rename("a", to: folder, as: "c\0d", replacing: true)
        }
        #expect(try folder.names() == ["a"])
    }
}
