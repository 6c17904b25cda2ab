import Checkpoints
import Foundation
import Glibc
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Outputs appear whole or not at all")
struct AtomicityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func layout(
        _ destination: CheckpointDestination,
        tensors: Int = 2,
        shard: Int = .max
    ) throws -> CheckpointLayout {
        try CheckpointLayout(
            tensors: (0..<tensors).map {
                TensorDeclaration(name: "t\($0)", type: .u8, shape: .vector(4))
            },
            metadata: [:],
            destination: destination,
            maximumShardByteCount: shard
        )
    }

    private func writer(
        _ layout: CheckpointLayout,
        replacing: Bool = false,
        inputs: [Checkpoint] = []
    ) throws(CheckpointError) -> CheckpointWriter {
        try .create(layout, OutputPolicy(replaces: replacing), inputs: inputs)
    }

    private func refused(
        _ destination: CheckpointDestination,
        replacing: Bool = false,
        inputs: [Checkpoint] = []
    ) throws -> CheckpointError {
        let layout = try layout(destination)
        return try #require(
            refusal { () throws(CheckpointError) in
                try writer(layout, replacing: replacing, inputs: inputs)
            }
        )
    }

    @Test func fileAppearsOnlyWithTheCommit() throws {
        let writer = try writer(try layout(.file(folder.path("x.safetensors"))))
        let temporary = try #require(writer.temporaryPaths.first)
        #expect(try folder.names().map(folder.path) == [temporary])
        try writer.commit()
        #expect(try folder.names() == ["x.safetensors"])
        // A committed output is not abandoned.
        writer.abandon()
        #expect(try folder.names() == ["x.safetensors"])
    }

    @Test func permissionsFollowTheMask() throws {
        try writer(try layout(.file(folder.path("x.safetensors")))).commit()
        var status = stat()
        #expect(unsafe stat(folder.path("x.safetensors"), &status) == 0)
        let mask = umask(0)
        umask(mask)
        #expect(status.st_mode & 0o777 == 0o666 & ~mask)
    }

    @Test(arguments: [true, false]) func abandonLeavesNothing(_ explicitly: Bool) throws {
        for destination in [
            CheckpointDestination.file(folder.path("x.safetensors")), .folder(folder.path("x")),
        ] {
            let layout = try layout(destination, shard: 4)
            do {
                let writer = try writer(layout)
                try writer.write([1, 2, 3, 4], to: 1)
                if case .folder = destination {
                    try writer.addFile(named: "config.json", contents: [1])
                }
                #expect(try folder.names().count == 1)
                if explicitly {
                    writer.abandon()
                    writer.abandon()
                }
            }
            #expect(try folder.names().isEmpty)
        }
    }

    @Test func existingFileIsKept() throws {
        let path = try folder.write("precious", as: "x.safetensors")
        let error = try refused(.file(path))
        #expect(error.code == .exists)
        #expect(error.path == path)
        #expect(try folder.names() == ["x.safetensors"])
        #expect(try folder.bytes(of: "x.safetensors") == Array("precious".utf8))
    }

    @Test func fileThatAppearsMeanwhileIsKept() throws {
        let path = folder.path("x.safetensors")
        let writer = try writer(try layout(.file(path)))
        try folder.write("precious", as: "x.safetensors")
        let error = refusal { () throws(CheckpointError) in try writer.commit() }
        #expect(error?.code == .exists)
        #expect(try folder.names() == ["x.safetensors"])
        #expect(try folder.bytes(of: "x.safetensors") == Array("precious".utf8))
    }

    @Test func replacingAFile() throws {
        let path = try folder.write("old", as: "x.safetensors")
        let writer = try writer(try layout(.file(path)), replacing: true)
        #expect(try folder.bytes(of: "x.safetensors") == Array("old".utf8))
        try writer.commit()
        #expect(try Checkpoint.open(path).tensors.count == 2)
        #expect(try folder.names() == ["x.safetensors"])
    }

    @Test func replacingThroughALinkKeepsTheLink() throws {
        try folder.write("old", as: "real/x.safetensors")
        let link = folder.path("link.safetensors")
        #expect(unsafe symlink("real/x.safetensors", link) == 0)
        #expect(try refused(.file(link)).code == .exists)
        try writer(try layout(.file(link)), replacing: true).commit()
        #expect(try Checkpoint.open(folder.path("real/x.safetensors")).tensors.count == 2)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasPrefix("real"))
    }

    @Test func outputIsAnInput() throws {
        let path = folder.path("in.safetensors")
        try SafetensorsFixture.write(tensors: [("a", .u8, [1], [1])], to: path)
        let input = try Checkpoint.open(path)
        #expect(unsafe symlink("in.safetensors", folder.path("soft.safetensors")) == 0)
        #expect(unsafe link(path, folder.path("hard.safetensors")) == 0)
        for name in ["in.safetensors", "soft.safetensors", "hard.safetensors"] {
            let error = try refused(.file(folder.path(name)), replacing: true, inputs: [input])
            #expect(error.code == .cannotCreate, "\(name)")
            #expect(error.message.contains("in.safetensors"))
        }
        #expect(try folder.names().count == 3)
        try input.validateUnchanged()
    }

    @Test func outputFolderHoldsAnInput() throws {
        try SafetensorsFixture.write(
            tensors: [("a", .u8, [1], [1])],
            to: folder.path("model-00001-of-00001.safetensors")
        )
        let input = try Checkpoint.open(folder.path("model-00001-of-00001.safetensors"))
        let error = try refused(.folder(folder.path), replacing: true, inputs: [input])
        #expect(error.code == .cannotCreate)
        #expect(try folder.names() == ["model-00001-of-00001.safetensors"])
    }

    @Test func outputFolderHoldsTheIndexOfAnInput() throws {
        try SafetensorsFixture.write(
            tensors: [("a", .u8, [1], [1])],
            to: folder.path("model.safetensors")
        )
        let index = #"{"weight_map":{"a":"weights"}}"#
        try folder.write(try folder.bytes(of: "model.safetensors"), as: "in/weights")
        let path = try folder.write(index, as: "in/model.safetensors.index.json")
        let input = try Checkpoint.open(path)
        try folder.write("{}", as: "out/config.json")
        let link = folder.path("out/model.safetensors.index.json")
        #expect(unsafe symlink(path, link) == 0)
        let error = try refused(.folder(folder.path("out")), replacing: true, inputs: [input])
        #expect(error.code == .cannotCreate)
    }

    @Test func folderThatIsNotThere() throws {
        let path = folder.path("out")
        let config = try folder.write("{\"x\":1}", as: "in/config.json")
        let writer = try writer(try layout(.folder(path + "/"), shard: 4))
        try writer.addCopy(of: config)
        try writer.addFile(named: "README.md", contents: Array("# x".utf8))
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.commit()
        #expect(try folder.names() == ["in", "out"])
        #expect(
            try folder.names(in: "out") == [
                "README.md", "config.json", "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors", "model.safetensors.index.json",
            ]
        )
        #expect(try folder.bytes(of: "out/config.json") == Array("{\"x\":1}".utf8))
        #expect(try Checkpoint.open(path).tensors.count == 2)
    }

    @Test func emptyFolderNeedsNoPermission() throws {
        try writer(try layout(.folder(folder.path))).commit()
        #expect(try folder.names() == ["model.safetensors"])
    }

    @Test func existingFolderIsKept() throws {
        try folder.write("precious", as: "out/model.safetensors")
        let error = try refused(.folder(folder.path("out")))
        #expect(error.code == .exists)
        #expect(try folder.names(in: "out") == ["model.safetensors"])
    }

    @Test func replacingAFolderRemovesOnlyStaleWeights() throws {
        for name in [
            "model.safetensors", "model-00001-of-00003.safetensors",
            "model-00003-of-00003.safetensors", "config.json", "notes.txt",
            "model-1-of-3.safetensors", "other-00001-of-00003.safetensors",
        ] { try folder.write("old", as: "out/\(name)") }
        let writer = try writer(
            try layout(.folder(folder.path("out")), shard: 4),
            replacing: true
        )
        try writer.addFile(named: "config.json", contents: Array("new".utf8))
        try writer.commit()
        #expect(
            try folder.names(in: "out") == [
                "config.json", "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors", "model-1-of-3.safetensors",
                "model.safetensors.index.json", "notes.txt", "other-00001-of-00003.safetensors",
            ]
        )
        #expect(try folder.bytes(of: "out/config.json") == Array("new".utf8))
        #expect(try Checkpoint.open(folder.path("out")).tensors.count == 2)
    }

    private func inode(_ path: String) -> UInt64 {
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        return UInt64(status.st_ino)
    }

    /// No moment can leave shards of two outputs when the folder changes as a whole.
    @Test func replacingAFolderIsOneStep() throws {
        let path = folder.path("out")
        try writer(try layout(.folder(path), shard: 4)).commit()
        try folder.write("kept", as: "out/notes.txt")
        #expect(unsafe symlink("/nowhere", path + "/link") == 0)
        #expect(unsafe chmod(path, 0o2750) == 0)
        let (old, notes) = (inode(path), inode(path + "/notes.txt"))
        try writer(try layout(.folder(path), shard: 4), replacing: true).commit()
        #expect(inode(path) != old)
        #expect(inode(path + "/notes.txt") == notes)
        #expect(try folder.names() == ["out"])
        #expect(try folder.names(in: "out").count == 5)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o2750)
    }

    @Test func folderWithFoldersIsFilledFileByFile() throws {
        let path = folder.path("out")
        try writer(try layout(.folder(path), shard: 4)).commit()
        try folder.write("kept", as: "out/runs/notes.txt")
        let old = inode(path)
        try writer(try layout(.folder(path), shard: 4), replacing: true).commit()
        #expect(inode(path) == old)
        #expect(try folder.names(in: "out").count == 4)
        #expect(try folder.bytes(of: "out/runs/notes.txt") == Array("kept".utf8))
    }

    @Test func abandonedReplacementKeepsTheFolder() throws {
        let path = folder.path("out")
        try folder.write("old", as: "out/model.safetensors")
        let writer = try writer(try layout(.folder(path), shard: 4), replacing: true)
        try writer.addFile(named: "config.json", contents: [1])
        writer.abandon()
        #expect(try folder.names() == ["out"])
        #expect(try folder.names(in: "out") == ["model.safetensors"])
    }

    @Test func replacingShardsByASingleFileRemovesTheIndex() throws {
        let path = folder.path("out")
        try writer(try layout(.folder(path), shard: 4)).commit()
        try writer(try layout(.folder(path)), replacing: true).commit()
        #expect(try folder.names(in: "out") == ["model.safetensors"])
    }

    @Test func companionTwice() throws {
        let writer = try writer(try layout(.folder(folder.path("out"))))
        try writer.addFile(named: "README.md", contents: [])
        for name in ["README.md", "model.safetensors", "model.safetensors.index.json"] {
            let error = refusal { () throws(CheckpointError) in
                try writer.addFile(named: name, contents: [])
            }
            #expect(error?.code == .exists)
        }
        // Names that only look the same are two.
        for name in ["caf\u{E9}.json", "cafe\u{301}.json"] {
            try writer.addFile(named: name, contents: [])
        }
    }

    @Test func folderOfTheOutputIsMissing() throws {
        let error = try refused(.file(folder.path("absent/x.safetensors")))
        #expect(error.code == .cannotCreate)
        #expect(error.message.contains("make it first"))
        let file = try folder.write("x", as: "file")
        let below = try refused(.file(file + "/x.safetensors"))
        #expect(below.code == .cannotCreate)
        #expect(below.message.contains("is not a folder"))
    }

    @Test func targetIsOfTheOtherKind() throws {
        try folder.write("x", as: "file")
        #expect(try refused(.folder(folder.path("file")), replacing: true).code == .exists)
        try folder.write("x", as: "folder.safetensors/x")
        let error = try refused(.file(folder.path("folder.safetensors")), replacing: true)
        #expect(error.code == .cannotCreate)
    }

    @Test func notEnoughSpace() throws {
        let layout = try CheckpointLayout(
            tensors: [TensorDeclaration(name: "a", type: .u8, shape: .vector(1 << 59))],
            metadata: [:],
            destination: .file(folder.path("x.safetensors"))
        )
        let error = refusal { () throws(CheckpointError) in try writer(layout) }
        #expect(error?.code == .inputOutput)
        #expect(error?.errorNumber == ENOSPC)
        #expect(error?.message.contains("\(layout.totalByteCount) bytes") == true)
        #expect(try folder.names().isEmpty)
    }

    @Test func writingOutsideATensorTraps() async throws {
        await #expect(processExitsWith: .failure) {
            let folder = try TemporaryFolder()
            let layout = try CheckpointLayout(
                tensors: [TensorDeclaration(name: "a", type: .u8, shape: .vector(4))],
                metadata: [:],
                destination: .file(folder.path("x.safetensors"))
            )
            let writer = try CheckpointWriter.create(
                layout,
                inputs: []
            )
            try writer.write([1, 2, 3], to: 0, at: 2)
        }
    }
}
