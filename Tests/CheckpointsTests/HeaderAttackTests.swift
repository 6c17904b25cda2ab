import Checkpoints
import TestSupport
import Testing

@Suite("Malformed safetensors headers are refused")
struct HeaderAttackTests {
    @Test(arguments: jsonAttacks + fieldAttacks + numberAttacks + offsetAttacks + duplicateAttacks)
    func isRefused(_ attack: HeaderAttack) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(attack.file, as: "x.safetensors")
        let error = try #require(
            refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        )
        #expect(error.code == .malformed)
        #expect(error.rule == attack.rule, "\(error)")
        #expect(error.tensor == attack.tensor, "\(error)")
        #expect(error.path == path)
        if let offset = attack.offset { #expect(error.offset == offset, "\(error)") }
        #expect(!error.description.contains("\n"))
    }
}
