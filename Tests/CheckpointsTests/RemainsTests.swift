import Checkpoints
import Foundation
import Glibc
import Tensors
import TestSupport
import Testing

@Suite("What killed merges left is removed by the next one to the same output")
struct RemainsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func writer(_ destination: CheckpointDestination) throws -> CheckpointWriter {
        let layout = try CheckpointLayout(
            tensors: [TensorDeclaration(name: "a", type: .u8, shape: .vector(4))],
            metadata: [:],
            destination: destination
        )
        return try .create(layout, OutputPolicy(replaces: true), inputs: [])
    }

    /// The name under which an output grows, with what a killed merge would have left there.
    private func leave(_ destination: CheckpointDestination) throws -> String {
        let writer = try writer(destination)
        let path = try #require(writer.temporaryPaths.last)
        writer.abandon()
        let name = String(path.dropFirst(folder.path.count + 1))
        if destination.isFolder {
            try folder.write("half a header", as: name + "/model.safetensors")
            try folder.write("{}", as: name + "/config.json")
        } else {
            try folder.write("half a header", as: name)
        }
        return name
    }

    @Test(arguments: ["x.safetensors", "x"]) func remainsAreRemoved(_ output: String) throws {
        let destination = CheckpointDestination.from(path: folder.path(output))
        for _ in 0..<3 { _ = try leave(destination) }
        try writer(destination).commit()
        #expect(try folder.names() == [output])
    }

    @Test func remainsBesideAnExistingFolder() throws {
        try folder.write("old", as: "x/model.safetensors")
        _ = try leave(.folder(folder.path("x")))
        #expect(try folder.names().count == 2)
        try writer(.folder(folder.path("x"))).commit()
        #expect(try folder.names() == ["x"])
        #expect(try folder.names(in: "x") == ["model.safetensors"])
    }

    /// A folder with folders in it is not replaced as a whole.
    @Test func remainsInsideAnExistingFolder() throws {
        try folder.write("old", as: "x/model.safetensors")
        try folder.write("mine", as: "x/notes/file")
        _ = try leave(.folder(folder.path("x")))
        #expect(try folder.names(in: "x").count == 3)
        try writer(.folder(folder.path("x"))).commit()
        #expect(try folder.names(in: "x") == ["model.safetensors", "notes"])
    }

    @Test func remainsOfOtherOutputsStay() throws {
        let name = try leave(.file(folder.path("y.safetensors")))
        try writer(.file(folder.path("x.safetensors"))).commit()
        #expect(try folder.names() == [name, "x.safetensors"])
    }

    @Test(arguments: ["x.safetensors", "x"]) func whatALivingMergeWritesStays(
        _ output: String
    ) throws {
        let destination = CheckpointDestination.from(path: folder.path(output))
        let first = try writer(destination)
        try first.write([1, 2, 3, 4], to: 0)
        let second = try writer(destination)
        #expect(try folder.names().count == 2)
        try first.commit()
        let checkpoint = try Checkpoint.open(folder.path(output))
        #expect(try checkpoint.bytes(of: try #require(checkpoint["a"])) == [1, 2, 3, 4])
        second.abandon()
        #expect(try folder.names() == [output])
    }

    @Test func linksAreNeitherFollowedNorRemoved() throws {
        let name = try leave(.file(folder.path("x.safetensors")))
        let precious = try folder.write("precious", as: "precious/file")
        try FileManager.default.removeItem(atPath: folder.path(name))
        #expect(unsafe symlink(precious, folder.path(name)) == 0)
        #expect(unsafe symlink(folder.path("precious"), folder.path(name + ".partial")) == 0)
        try writer(.file(folder.path("x.safetensors"))).commit()
        #expect(try folder.names().count == 4)
        #expect(try folder.bytes(of: "precious/file") == Array("precious".utf8))
    }

    /// To Swift's strings, a slash and a combining character are one character.
    @Test func nameThatBeginsWithACombiningCharacter() throws {
        let name = "\u{301}x.safetensors"
        let writer = try writer(.file(folder.path(name)))
        let temporary = try #require(writer.temporaryPaths.first)
        #expect(temporary.utf8.starts(with: (folder.path + "/.stockpot-").utf8))
        try writer.commit()
        #expect(try folder.names().map { Array($0.utf8) } == [Array(name.utf8)])
    }
}

extension CheckpointDestination {
    fileprivate var isFolder: Bool { if case .folder = self { true } else { false } }
}
