import Foundation
import Merging
import Tensors
import TestSupport
import Testing

/// Every method from the command line, in numbers of models and tensors that it was not made for.
@Suite("Methods from the command line")
struct MethodCommandLineTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    @Test(
        "a number of models that a method does not merge is one error",
        arguments: MethodRegistry.all.filter { $0.modelCounts != 1...Int.max }.map(\.name)
    )
    func modelCounts(name: String) throws {
        let method = try MethodRegistry.named(name)
        let settings = method.parameters.filter(\.isRequired).map {
            "--set \($0.name)=\($0.example ?? 0.5) "
        }
        let base = method.base == .required ? "--base pretrained " : ""
        let counts = [method.modelCounts.lowerBound - 1, method.modelCounts.upperBound]
        for count in counts.map({ $0 == Int.max ? 1 : $0 == counts[0] ? $0 : $0 + 1 })
        where count > 0 {
            guard !method.modelCounts.contains(count) else { continue }
            let models = Array(repeating: "model_0", count: count).joined(separator: " ")
            let outcome = try fixture.run(
                "merge --method \(name) \(base)\(settings.joined())-o out \(models)"
            )
            #expect(outcome.status == 64, "\(outcome.status) \(outcome.errors)")
            #expect(outcome.errors.contains("\(name) merges "), "\(outcome.errors)")
        }
    }

    @Test(
        "memory does not grow with the number of tensors",
        arguments: ["ties", "sce", "arcee_fusion"]
    )
    func manyTensors(method: String) throws {
        for name in ["base", "one"] {
            let tensors = (0..<1500).map { number in
                (
                    "tensor_\(number)", .f32, [50],
                    SafetensorsFixture.bytes((0..<50).map { Float($0 * number % 97) })
                ) as SafetensorsFixture.Tensor
            }
            try SafetensorsFixture.write(
                tensors: tensors,
                to: fixture.folder.path(name + ".safetensors")
            )
        }
        func peak(_ options: String) throws -> Int {
            let outcome = try fixture.run(
                "merge --base base.safetensors one.safetensors -o out.safetensors --force --json "
                    + options
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            return try #require((report as? [String: Any])?["peak_memory_bytes"] as? Int)
        }
        let settings = [
            "ties": "--set weight=1 --set density=0.5", "sce": "--set select_topk=0.5",
        ]
        let plain = try peak("--method average")
        let found = try peak("--method \(method) " + (settings[method] ?? ""))
        // A histogram of 32 KiB kept for each tensor would be 47 MiB.
        #expect(found - plain < 16 << 20, "\(found - plain)")
    }
}
