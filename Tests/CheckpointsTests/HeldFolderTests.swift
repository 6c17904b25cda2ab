import Checkpoints
import Foundation
import Glibc
import SystemFiles
import Tensors
import TestSupport
import Testing
import TextFormats

@Suite("The folder of an output is found once")
struct HeldFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func writer(
        _ destination: CheckpointDestination,
        replacing: Bool = false
    ) throws(CheckpointError) -> CheckpointWriter {
        let layout = try CheckpointLayout(
            tensors: ["t0", "t1"].map {
                TensorDeclaration(name: $0, type: .u8, shape: .vector(4))
            },
            metadata: [:],
            destination: destination,
            maximumShardByteCount: FileSystem.name(of: destination.path).contains(".") ? .max : 4
        )
        return try .create(layout, OutputPolicy(replaces: replacing), inputs: [])
    }

    private func pointLink(to name: String) throws {
        let link = folder.path("link")
        if FileSystem.exists(link) { try FileManager.default.removeItem(atPath: link) }
        #expect(unsafe symlink(name, link) == 0)
    }

    @Test(
        "an output goes where the path led at first, whatever a link on it leads to later",
        arguments: ["link/x.safetensors", "link/new", "link/old", "link/nested"]
    )
    func linkThatChanges(_ output: String) throws {
        for folderName in ["first", "second"] {
            try folder.write("old", as: "\(folderName)/old/model.safetensors")
            try folder.write("old", as: "\(folderName)/nested/deep/file")
        }
        let before = try folder.names(in: "second")
        try pointLink(to: "first")
        let destination = CheckpointDestination.from(path: folder.path(output))
        for commits in [false, true] {
            let writer = try writer(destination, replacing: true)
            try writer.write([1, 2, 3, 4], to: 0)
            try pointLink(to: "second")
            try writer.write([5, 6, 7, 8], to: 1)
            if commits { try writer.commit() } else { writer.abandon() }
            try pointLink(to: "first")
            #expect(try folder.names(in: "second") == before)
            #expect(try folder.names(in: "second/nested") == ["deep"])
            #expect(try folder.bytes(of: "second/old/model.safetensors") == Array("old".utf8))
        }
        let checkpoint = try Checkpoint.open(folder.path(output))
        #expect(try checkpoint.bytes(of: #require(checkpoint["t1"])) == [5, 6, 7, 8])
        let all = try #require(FileManager.default.enumerator(atPath: folder.path))
        #expect(all.allSatisfy { !"\($0)".hasSuffix(".partial") })
    }

    @Test("an output follows its folder when that is renamed meanwhile")
    func renamedFolder() throws {
        try folder.write("x", as: "before/notes")
        let writer = try writer(.file(folder.path("before/x.safetensors")))
        #expect(unsafe rename(folder.path("before"), folder.path("after")) == 0)
        try writer.commit()
        #expect(try folder.names() == ["after"])
        #expect(try folder.names(in: "after") == ["notes", "x.safetensors"])
    }

    @Test("names that are not UTF-8 are read and written as they are")
    func namesByBytes() throws {
        let name = ByteNotation.text(Array("x".utf8) + [0xFF, 0xC3] + Array(".safetensors".utf8))
        try writer(.file(folder.path(name))).commit()
        #expect(try FileSystem.names(in: folder.path) == [name])
        #expect(try Checkpoint.open(folder.path(name)).tensors.count == 2)
        let error = try #require(
            refusal { () throws(CheckpointError) in try writer(.file(folder.path(name))) }
        )
        #expect(error.description.contains("/x\\xff\\xc3.safetensors: exists already"))
        let inner = folder.path(ByteNotation.text([0xFE]))
        try writer(.folder(inner)).commit()
        try writer(.folder(inner), replacing: true).commit()
        #expect(try Checkpoint.open(inner).tensors.count == 2)
    }
}
