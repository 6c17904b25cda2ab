import Checkpoints
import Foundation
import Glibc
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Files that change while they are read")
struct ChangedFileTests {
    private let folder: TemporaryFolder
    private let path: String
    private let checkpoint: Checkpoint

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("x.safetensors")
        let bytes = SafetensorsFixture.pattern(1000)
        try SafetensorsFixture.write(tensors: [("a", .u8, [1000], bytes)], to: path)
        checkpoint = try Checkpoint.open(path)
    }

    @Test func pieces() throws {
        let tensor = try #require(checkpoint["a"])
        checkpoint.prefetch(tensor, from: 0, byteCount: 1000)
        let expected = SafetensorsFixture.pattern(1000)
        for range in [0..<1, 17..<400, 999..<1000, 1000..<1000] {
            #expect(try checkpoint.bytes(of: tensor, in: range) == Array(expected[range]))
        }
    }

    @Test func truncatedAfterOpening() throws {
        let tensor = try #require(checkpoint["a"])
        #expect(unsafe truncate(path, off_t(try folder.bytes(of: "x.safetensors").count - 1)) == 0)
        let error = try #require(
            refusal { () throws(CheckpointError) in try checkpoint.bytes(of: tensor) }
        )
        #expect(error.code == .changed)
        #expect(error.tensor == "a")
        #expect(error.offset == UInt64(try folder.bytes(of: "x.safetensors").count))
        #expect(error.message.contains("shrank"))
        // What is still there can be read.
        #expect(try checkpoint.bytes(of: tensor, in: 0..<999).count == 999)
        #expect(throws: CheckpointError.self) { try checkpoint.validateUnchanged() }
    }

    @Test func unchanged() throws {
        try checkpoint.validateUnchanged()
    }

    @Test func rewrittenInPlace() throws {
        let time = timespec(tv_sec: 12345, tv_nsec: 0)
        let times = [time, time]
        #expect(unsafe utimensat(AT_FDCWD, path, times, 0) == 0)
        let error = refusal { () throws(CheckpointError) in try checkpoint.validateUnchanged() }
        #expect(error?.code == .changed)
    }

    @Test func replaced() throws {
        let other = try folder.write(try folder.bytes(of: "x.safetensors"), as: "other")
        #expect(unsafe rename(other, path) == 0)
        let error = refusal { () throws(CheckpointError) in try checkpoint.validateUnchanged() }
        #expect(error?.code == .changed)
        // The old file is still open, and whole.
        let tensor = try #require(checkpoint["a"])
        #expect(try checkpoint.bytes(of: tensor) == SafetensorsFixture.pattern(1000))
    }

    @Test func removed() throws {
        try FileManager.default.removeItem(atPath: path)
        let error = refusal { () throws(CheckpointError) in try checkpoint.validateUnchanged() }
        #expect(error?.message.contains("disappeared") == true)
    }
}
