import Checkpoints
import Foundation
import Glibc
import SystemFiles
import TestSupport
import Testing

@Suite("Files that are no checkpoints are refused")
struct FileAttackTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func error(_ bytes: [UInt8]) throws -> CheckpointError {
        let path = try folder.write(bytes, as: "x.safetensors")
        return try #require(refusal { () throws(CheckpointError) in try Checkpoint.open(path) })
    }

    private func error(opening path: String) throws -> CheckpointError {
        try #require(refusal { () throws(CheckpointError) in try Checkpoint.open(path) })
    }

    @Test func emptyFile() throws {
        #expect(try error([]).rule == 1)
    }

    @Test func sevenBytes() throws {
        #expect(try error([1, 0, 0, 0, 0, 0, 0]).rule == 1)
    }

    @Test func largestHeaderLength() throws {
        #expect(try error(SafetensorsFixture.file(header: [], length: .max)).rule == 2)
    }

    @Test func headerLengthJustAboveTheLimit() throws {
        #expect(try error(SafetensorsFixture.file(header: [], length: 100_000_001)).rule == 2)
    }

    @Test func headerLengthAtTheLimitButBeyondTheFile() throws {
        #expect(try error(SafetensorsFixture.file(header: [], length: 100_000_000)).rule == 3)
    }

    @Test func headerOneByteBeyondTheFile() throws {
        let file = SafetensorsFixture.file(header: Array("{}      ".utf8), length: 9)
        let error = try error(file)
        #expect(error.code == .malformed)
        #expect(error.rule == 3)
        #expect(error.offset == 0)
    }

    @Test func headerIsNotUTF8() throws {
        let error = try error(SafetensorsFixture.file(header: Array("{\"".utf8) + [0xFF, 0x22]))
        #expect(error.rule == 4)
        #expect(error.offset == 10)
    }

    @Test func encodedSurrogateIsNotUTF8() throws {
        let bytes: [UInt8] = Array("{\"".utf8) + [0xED, 0xA0, 0x80] + Array("\":1}".utf8)
        #expect(try error(SafetensorsFixture.file(header: bytes)).rule == 4)
    }

    @Test func zipFileCutOff() throws {
        let error = try error([0x50, 0x4B, 3, 4, 0, 0, 8, 8, 0, 0, 0, 0])
        #expect(error.code == .malformed)
        #expect(error.offset == 12)
        #expect(error.message.contains("zip directory is missing"))
    }

    @Test func legacyPickleCutOff() throws {
        let error = try error([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20])
        #expect(error.code == .malformed)
        #expect(error.offset == 2)
    }

    @Test func tarFile() throws {
        let name = Array("sys_info".utf8) + Array(repeating: 0, count: 249)
        let error = try error(name + Array("ustar  ".utf8) + Array(repeating: 0, count: 300))
        #expect(error.code == .unsupported)
        #expect(error.message.contains("tar file"))
    }

    @Test func gitPointer() throws {
        let error = try error(Array("version https://git-lfs.github.com/spec/v1\noid".utf8))
        #expect(error.code == .unsupported)
        #expect(error.message.contains("git lfs pull"))
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html>", "a web page"), (" \n<html lang=en>", "a web page"),
        ("\u{1F}\u{8B}\u{8}", "a gzip file"), ("\u{89}HDF\r\n\u{1A}\n", "an HDF5 file"),
        ("GGUF\u{3}\0\0\0", "a GGUF file"), ("\u{93}NUMPY\u{1}\0v", "a NumPy array"),
        ("PK\u{5}\u{6}", "an empty zip file"), ("BZh91AY&", "a bzip2 file"),
        ("just some text, and more", "neither a safetensors nor a PyTorch file"),
        ("<?xml version", "neither a safetensors nor a PyTorch file"), ("", "is empty"),
    ])
    func otherFormat(_ start: String, _ message: String) throws {
        let bytes = start.unicodeScalars.map { UInt8($0.value) }
        // A gzip file without a date looks like a header of half a megabyte.
        let padding = bytes.isEmpty ? [] : [UInt8](repeating: 0, count: 40)
        let error = try error(bytes + padding)
        #expect(error.message.contains(message), "\(error)")
        #expect(!error.message.contains("header"))
    }

    @Test(arguments: ["config.json", "open_clip_config.json", "other.json"])
    func configuration(name: String) throws {
        let path = try folder.write("{\"hidden_size\": 768}", as: name)
        #expect(try error(opening: path).message.contains("give the folder or the weights"))
    }

    @Test func danglingLink() throws {
        let path = folder.path("link.safetensors")
        #expect(unsafe symlink("nowhere/file", path) == 0)
        let error = try error(opening: path)
        #expect(error.code == .missing)
        #expect(error.message == "is a symbolic link to 'nowhere/file', which is not there")
    }

    @Test func linksInACircle() throws {
        #expect(unsafe symlink("b", folder.path("a")) == 0)
        #expect(unsafe symlink("a", folder.path("b")) == 0)
        let error = try error(opening: folder.path("a"))
        #expect(error.code == .missing)
        #expect(error.message.contains("circle"))
    }

    @Test func folderInPlaceOfAShard() throws {
        try folder.write("x", as: "shard/file")
        let index = #"{"weight_map":{"a":"shard"}}"#
        let error = try error(
            opening: folder.write(index, as: "model.safetensors.index.json")
        )
        #expect(error.code == .unsupported)
        #expect(error.message == "is a folder; give a regular file")
    }

    @Test func socket() throws {
        let path = folder.path("s")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            for (position, byte) in path.utf8.enumerated() { unsafe place[position] = byte }
        }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size)
            }
        }
        #expect(status == 0)
        let error = try error(opening: path)
        #expect(error.code == .unsupported)
        #expect(error.message.contains("is a socket"))
    }

    @Test func missing() throws {
        let error = try error(opening: folder.path("absent.safetensors"))
        #expect(error.code == .missing)
        #expect(error.message == "there is no such file")
        #expect(error.errorNumber == ENOENT)
    }

    @Test func missingBelowAFile() throws {
        try folder.write("x", as: "file")
        #expect(try error(opening: folder.path("file/model.safetensors")).code == .missing)
    }

    @Test(.timeLimit(.minutes(1))) func namedPipeDoesNotHang() throws {
        let path = folder.path("pipe.safetensors")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let error = try error(opening: path)
        #expect(error.code == .unsupported)
        #expect(error.message.contains("named pipe"))
    }

    @Test func device() throws {
        let error = try error(opening: "/dev/null")
        #expect(error.code == .unsupported)
        #expect(error.message.contains("device"))
    }

    @Test(.enabled(if: geteuid() != 0)) func unreadable() throws {
        let path = try folder.write("x", as: "secret.safetensors")
        #expect(unsafe chmod(path, 0) == 0)
        let error = try error(opening: path)
        #expect(error.code == .missing)
        #expect(error.errorNumber == EACCES)
    }

    @Test func pathWithNUL() throws {
        #expect(try error(opening: "/tmp\0/x").code == .missing)
    }

    @Test func messagesStayOnOneLine() throws {
        let header = Array("{\"a\\nerror: b\\u001b[31m\":1}".utf8)
        let text = try error(SafetensorsFixture.file(header: header)).description
        #expect(!text.contains("\n"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("tensor 'a\\u{a}error: b\\u{1b}[31m'"))
        #expect(text.hasSuffix("(at byte 33; rule 8)"))
    }
}
