import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite("Damaged PyTorch files")
struct DamagedFileTests {
    @Test(
        "no changed byte traps or hangs the reader",
        .timeLimit(.minutes(5)),
        arguments: ["plain", "old", "legacy", "parameters", "views", "script"]
    )
    func changedByte(name: String) throws {
        let folder = try TemporaryFolder()
        let source = URL(fileURLWithPath: PyTorchFile.path(name + ".pt"))
        let valid = Array(try Data(contentsOf: source))
        let step = Int(ProcessInfo.processInfo.environment["STOCKPOT_DAMAGE_STEP"] ?? "") ?? 61
        for position in stride(from: 0, to: valid.count, by: step) {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var bytes = valid
                bytes[position] ^= value == 0 ? bytes[position] : value
                let path = try folder.write(bytes, as: "x.pt")
                let error = refusal { () throws(CheckpointError) in
                    let checkpoint = try Checkpoint.open(path)
                    for tensor in checkpoint.tensors { _ = try checkpoint.bytes(of: tensor) }
                }
                if let error { #expect(error.path == path && !error.description.contains("\n")) }
            }
        }
    }
}
