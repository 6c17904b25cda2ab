internal import CLIPVision
internal import Checkpoints
internal import SyntheticCheckpoints
internal import Tensors

/// A ViT-B/32 with a head of 1000 classes whose weights are made up when they are asked for.
struct SyntheticClassifier: WeightSource {
    let path = "synthetic vit-b-32"
    let tensors: [TensorRecord]

    init() {
        let tower = SyntheticArchitecture.vitB32.tensors(layout: .openAI).filter {
            $0.name.hasPrefix("visual.")
        }
        let head = [
            ("classification_head.weight", TensorShape([1000, 512])),
            ("classification_head.bias", TensorShape([1000])),
        ]
        tensors =
            tower.map { TensorRecord(name: $0.name, type: $0.type, shape: $0.shape) }
            + head.compactMap { name, shape in
                shape.map { TensorRecord(name: name, type: .f32, shape: $0) }
            }
    }

    /// Numbers of an even distribution in [-0.02, 0.02): of a size that keeps activations finite.
    func values(of tensor: TensorRecord) -> [Float] {
        var state = UInt64(tensor.byteCount)
        return (0..<tensor.shape.elementCount).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 40) * 0x1p-23 * 0.02
        }
    }
}
