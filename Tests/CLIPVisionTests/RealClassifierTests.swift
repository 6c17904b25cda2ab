import CLIPVision
import Checkpoints
import Foundation
import TestSupport
import Testing

/// A safetensors file with the pixels of the CIFAR-10 images, `clean` [400, 32, 32, 3] in U8.
private let pixelFile = ProcessInfo.processInfo.environment["STOCKPOT_TEST_PIXELS"]

@Suite(
    "A real classifier",
    .enabled(
        if: pixelFile != nil && RealData.holds("openclip/model_0.pt"),
        "no cifar10-vit folder, or STOCKPOT_TEST_PIXELS names no file"
    )
)
struct RealClassifierTests {
    @Test(
        "logits are PyTorch's to 1e-4, predictions are equal",
        arguments: ["model_0", "pretrained"],
        ["openclip/%.pt", "hf/%"]
    )
    func logits(name: String, file: String) throws {
        let stored = try Checkpoint.open(RealData.folder + "/clean-logits.safetensors")
        let expected = try stored.values(of: try #require(stored[name]))
        let pixels = try Checkpoint.open(try #require(pixelFile))
        let images = try pixels.bytes(of: try #require(pixels["clean"]))
        let classifier = try ImageClassifier(
            Checkpoint.open(RealData.folder + "/" + file.replacing("%", with: name)),
            activation: .gelu,
            headCount: 4
        )
        let result = classifier.classify(images, threads: 2)
        for image in 0..<400 {
            let row = image * 10..<(image + 1) * 10
            let largest = expected[row].map(abs).max() ?? 0
            let error = zip(result.logits[row], expected[row]).map { abs($0 - $1) }.max() ?? 0
            #expect(error <= 1e-4 * largest, "image \(image)")
            let best = row.max { expected[$0] < expected[$1] }
            #expect(result.predictions[image] == best.map { $0 - row.lowerBound })
        }
    }
}
