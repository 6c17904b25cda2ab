import Foundation
import SystemFiles
import TestSupport
import Testing

/// What a shell passes on need not be UTF-8, and neither need what stands in a folder.
@Suite("Names that are not UTF-8")
struct ByteNamesTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func run(_ script: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.shell(script, in: fixture.folder.path)
    }

    @Test("inputs and outputs are found by their bytes, and the output is that of other names")
    func merge() throws {
        let plain = try fixture.run("merge --base pretrained -o plain.safetensors model_0 model_1")
        #expect(plain.status == 0, "\(plain.errors)")
        let outcome = try run(
            """
            mv model_0 "$(printf 'm\\377')" || exit 1
            "$0" merge --base pretrained -o "$(printf 'o\\376.safetensors')" \
                "$(printf 'm\\377')" model_1 --report "$(printf 'r\\375.json')" || exit 1
            "$0" inspect "$(printf 'o\\376.safetensors')" || exit 1
            mv "$(printf 'o\\376.safetensors')" moved.safetensors
            """
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("o\\xfe.safetensors"))
        #expect(try fixture.tensors("moved.safetensors") == fixture.tensors("plain.safetensors"))
        let names = try FileSystem.names(in: fixture.folder.path).map { FilePath($0).bytes }
        #expect(names.contains([0x6D, 0xFF]) && names.contains([0x72, 0xFD] + ".json".utf8))
    }

    @Test("a merge with such inputs is repeated from its output")
    func repeated() throws {
        let outcome = try run(
            """
            mv model_0 "$(printf 'm\\377')" || exit 1
            "$0" merge --base pretrained -o a.safetensors "$(printf 'm\\377')" model_1 || exit 1
            "$0" merge --from a.safetensors -o b.safetensors || exit 1
            cmp a.safetensors b.safetensors
            """
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("an error shows such a name on one line")
    func message() throws {
        let outcome = try run("\"$0\" inspect \"$(printf 'none\\377\\033')\"")
        #expect(outcome.status == 66)
        #expect(outcome.errorLines == ["error: none\\xff\\u{1b}: there is no such file"])
    }
}
