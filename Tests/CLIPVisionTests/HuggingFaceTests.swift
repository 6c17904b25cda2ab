import CLIPModels
import CLIPVision
import Checkpoints
import TestSupport
import Testing

@Suite("Models with Hugging Face's names")
struct HuggingFaceTests {
    /// The tiny model as transformers stores it; written from its naming, not from the code.
    private func foreign(_ model: TinyModel) -> TinyModel {
        var foreign = model
        foreign.tensors = [:]
        for (name, tensor) in model.tensors {
            for (name, tensor) in Self.translated(name, tensor) { foreign.tensors[name] = tensor }
        }
        return foreign
    }

    private typealias Tensor = (shape: [Int], values: [Float])

    private static func translated(_ name: String, _ tensor: Tensor) -> [(String, Tensor)] {
        if name == "visual.proj" { return [("visual_projection.weight", transposed(tensor))] }
        let replaced = [
            ("visual.class_embedding", "vision_model.embeddings.class_embedding"),
            ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
            ("visual.conv1", "vision_model.embeddings.patch_embedding"),
            ("visual.ln_pre", "vision_model.pre_layrnorm"),
            ("visual.ln_post", "vision_model.post_layernorm"),
            ("visual.transformer.resblocks", "vision_model.encoder.layers"),
            (".ln_1", ".layer_norm1"), (".ln_2", ".layer_norm2"), (".attn.out", ".self_attn.out"),
            (".mlp.c_fc", ".mlp.fc1"), (".mlp.c_proj", ".mlp.fc2"),
        ].reduce(name) { $0.replacing($1.0, with: $1.1) }
        guard replaced.contains(".attn.in_proj_") else { return [(replaced, tensor)] }
        let (rows, count) = (tensor.shape[0] / 3, tensor.values.count / 3)
        return ["q", "k", "v"].enumerated().map { part, letter in
            let own = replaced.replacing(".attn.in_proj_", with: ".self_attn.\(letter)_proj.")
            let values = Array(tensor.values[part * count..<(part + 1) * count])
            return (own, ([rows] + tensor.shape.dropFirst(), values))
        }
    }

    private static func transposed(_ tensor: Tensor) -> Tensor {
        let (rows, columns) = (tensor.shape[0], tensor.shape[1])
        let values = (0..<columns).flatMap { column in
            (0..<rows).map { tensor.values[$0 * columns + column] }
        }
        return ([columns, rows], values)
    }

    @Test("rate images to the bit as the same model with OpenAI's names does")
    func sameLogits() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let model = TinyModel(headCount: 4)
        let pixels = TinyModel.pixels(9)
        let known = try ImageClassifier(model.checkpoint(in: folder), headCount: 4)
        let checkpoint = try foreign(model).checkpoint(in: other)
        #expect(checkpoint.dialect == .huggingFace)
        let translated = try ImageClassifier(checkpoint, headCount: 4)
        #expect(try translated.classify(pixels).logits == known.classify(pixels).logits)
    }

    @Test("a missing part of a projection, and parts that differ")
    func brokenParts() throws {
        let key = "vision_model.encoder.layers.1.self_attn.k_proj.weight"
        for shape: [Int]? in [nil, [32, 64]] {
            let folder = try TemporaryFolder()
            var model = foreign(TinyModel())
            model.tensors[key] = shape.map { ($0, Array(repeating: 0, count: $0.reduce(1, *))) }
            let file = try model.checkpoint(in: folder)
            let error = #expect(throws: CheckpointError.self) { try ImageClassifier(file) }
            #expect(error?.tensor == key)
            let message = shape == nil ? "is missing" : "is F32 [32, 64], but"
            #expect(error?.message.contains(message) == true)
        }
    }
}
