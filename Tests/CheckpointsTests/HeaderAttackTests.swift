import Checkpoints
import SystemFiles
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

    @Test(arguments: ["metadata", "fields", "nested"]) func moreMembersThanTheLimit(
        _ place: String
    ) throws {
        var limits = CheckpointLimits.standard
        limits.memberCount = 5
        let header = { (count: Int) in
            let members = (0..<count).map { "\"m\($0)\":\"\"" }.joined(separator: ",")
            return switch place {
            case "metadata": "{\"__metadata__\":{\(members)}}"
            case "nested": HeaderAttack.one(extra: ",\"x\":{\(members)}")
            default: HeaderAttack.one(extra: "," + members)
            }
        }
        let most = place == "fields" ? 2 : 5
        let folder = try TemporaryFolder()
        let data = [UInt8](repeating: 0, count: place == "metadata" ? 0 : 4)
        func open(_ count: Int) throws(CheckpointError) -> Checkpoint {
            let file = SafetensorsFixture.file(header: Array(header(count).utf8), data: data)
            let path = folder.path("x.safetensors")
            do { try folder.write(file, as: "x.safetensors") } catch { Issue.record(error) }
            return try Checkpoint.open(path, limits: limits)
        }
        _ = try open(most)
        let error = refusal { () throws(CheckpointError) in try open(most + 1) }
        #expect(error?.rule == 19)
        #expect(error?.message.contains("more than 5 members") == true)
    }

    @Test func millionsOfMembers() throws {
        let members = (0..<1_000_000).map { "\"\($0)\":1" }.joined(separator: ",")
        let file = SafetensorsFixture.file(
            header: Array(HeaderAttack.one(extra: "," + members).utf8),
            data: [0, 0, 0, 0]
        )
        let folder = try TemporaryFolder()
        let path = try folder.write(file, as: "x.safetensors")
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        #expect(error?.message.contains("more than 100000 members") == true)
    }
}
