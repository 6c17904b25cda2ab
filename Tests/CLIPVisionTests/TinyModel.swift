import CLIPModels
import CLIPVision
import Checkpoints
import ReferenceVision
import Tensors
import TestSupport

/// A vision tower of 5 tokens with seeded weights, written as a file of either kind of attention.
struct TinyModel {
    static let (width, blocks, patch, outputs, classes) = (64, 2, 4, 8, 5)
    static let imageBytes = 8 * 8 * 3
    var headCount = 1
    var tensors: [String: (shape: [Int], values: [Float])] = [:]

    init(headCount: Int = 1) {
        self.headCount = headCount
        let (d, block) = (Self.width, "visual.transformer.resblocks.")
        add("visual.class_embedding", [d], 1)
        add("visual.positional_embedding", [5, d], 1)
        add("visual.conv1.weight", [d, 3, Self.patch, Self.patch], 0.2)
        for norm in ["visual.ln_pre", "visual.ln_post"] { addNorm(norm) }
        for index in 0..<Self.blocks {
            for norm in ["ln_1", "ln_2"] { addNorm("\(block)\(index).\(norm)") }
            add("\(block)\(index).attn.in_proj_weight", [3 * d, d], 0.2)
            add("\(block)\(index).attn.in_proj_bias", [3 * d], 0.5)
            addMap("\(block)\(index).attn.out_proj", d, d)
            addMap("\(block)\(index).mlp.c_fc", 4 * d, d)
            addMap("\(block)\(index).mlp.c_proj", d, 4 * d)
        }
        add("visual.proj", [d, Self.outputs], 0.2)
        addMap("classification_head", Self.classes, Self.outputs)
    }

    mutating func add(_ name: String, _ shape: [Int], _ scale: Float, around: Float = 0) {
        var generator = SeededNumbers(seed: UInt64(tensors.count + 1))
        let values = (0..<shape.reduce(1, *)).map { _ in around + scale * generator.next() }
        tensors[name] = (shape, values)
    }

    private mutating func addNorm(_ name: String) {
        add(name + ".weight", [Self.width], 0.3, around: 1)
        add(name + ".bias", [Self.width], 0.3)
    }

    private mutating func addMap(_ name: String, _ outputs: Int, _ inputs: Int) {
        add(name + ".weight", [outputs, inputs], 0.2)
        add(name + ".bias", [outputs], 0.5)
    }

    /// Writes the tensors to a file and opens it.
    func checkpoint(in folder: TemporaryFolder) throws -> Checkpoint {
        let path = folder.path("model.safetensors")
        let sorted = tensors.sorted { $0.key < $1.key }
        try SafetensorsFixture.write(
            tensors: sorted.map {
                ($0.key, .f32, $0.value.shape, SafetensorsFixture.bytes($0.value.values))
            },
            to: path
        )
        return try Checkpoint.open(path)
    }

    /// The same weights under Hugging Face's names: thirds of `in_proj`, the projection transposed.
    var inHuggingFacesDialect: TinyModel {
        var result = self
        result.tensors = [:]
        for (name, tensor) in tensors {
            guard let row = KeyMap.correspondence(of: name, in: .openAI) else {
                result.tensors[name] = tensor
                continue
            }
            let third = tensor.values.count / row.huggingFace.count
            for (index, other) in row.huggingFace.enumerated() {
                var shape = tensor.shape
                shape[0] /= row.huggingFace.count
                var values = Array(tensor.values[index * third..<(index + 1) * third])
                if row.form == .transposed {
                    let (rows, columns) = (shape[0], shape[1])
                    values = values.indices.map { values[$0 % rows * columns + $0 / rows] }
                    shape.reverse()
                }
                result.tensors[other] = (shape, values)
            }
        }
        return result
    }

    /// The naive logits and features of an image.
    func reference(
        _ pixels: [UInt8],
        _ activation: ReferenceActivation,
        _ variant: ReferenceVariant = ReferenceVariant()
    ) -> (logits: [Double], features: [Double]) {
        let values = tensors.mapValues { $0.values.map(Double.init) }
        let tower = ReferenceTower(
            tensors: values,
            headCount: headCount,
            activation: activation,
            variant: variant
        )
        let features = tower.features(of: pixels)
        let logits = referenceLogits(
            features: features,
            weights: values["classification_head.weight"] ?? [],
            bias: values["classification_head.bias"] ?? []
        )
        return (logits, features)
    }

    /// Different images.
    static func pixels(_ count: Int) -> [UInt8] {
        var generator = SeededNumbers(seed: 99)
        return (0..<count * imageBytes).map { _ in UInt8((generator.next() + 1) * 127) }
    }
}

/// Numbers in [-1, 1) that are the same in every run.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int64(bitPattern: state) >> 40) * 0x1p-23
    }
}
