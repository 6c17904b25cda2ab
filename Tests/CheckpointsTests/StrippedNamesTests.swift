import Checkpoints
import Tensors
import TestSupport
import Testing

@Suite("Prefixes that a user names")
struct StrippedNamesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ names: [String], without prefixes: [String]) throws -> Checkpoint {
        let path = folder.path("m.safetensors")
        try SafetensorsFixture.write(
            tensors: names.map { ($0, .f32, [1], [0, 0, 0, 0]) },
            to: path
        )
        return try CheckpointInput(
            path,
            reading: ReadingOptions(strippedPrefixes: prefixes)
        ).open()
    }

    @Test(
        "whole components, in the order given, each once; what was found is known",
        arguments: [
            (["net."], ["head.w", "net.a", "netted"], ["net."]),
            (["net"], ["head.w", "net.a", "netted"], ["net"]),
            (["net.net"], ["a", "head.w", "netted"], ["net.net"]),
            (["net", "net"], ["a", "head.w", "netted"], ["net", "net"]),
            (["ema.", "head"], ["netted", "net.net.a", "w"], ["head"]),
            ([], ["head.w", "net.net.a", "netted"], []),
        ]
    )
    func removed(_ prefixes: [String], _ names: [String], _ found: [String]) throws {
        let checkpoint = try open(["net.net.a", "netted", "head.w"], without: prefixes)
        #expect(Set(checkpoint.tensors.map(\.name)) == Set(names))
        #expect(checkpoint.strippedPrefixes == found)
    }

    @Test("the wrappers of PyTorch are gone before; a name never becomes empty")
    func wrappers() throws {
        let checkpoint = try open(["net._orig_mod.module.a", "net."], without: ["net"])
        #expect(Set(checkpoint.tensors.map(\.name)) == ["a", "net."])
    }

    @Test("two tensors of one name are refused by the name that is stored")
    func duplicates() throws {
        let error = #expect(throws: CheckpointError.self) {
            try open(["a", "net.a"], without: ["net."])
        }
        #expect(error?.tensor == "net.a")
        #expect(error?.message.contains("another tensor is called 'a' too") == true)
    }
}
