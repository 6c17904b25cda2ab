import Foundation
public import Tensors

/// A base and models with every kind of tensor that a merge meets, small and reproducible.
public struct CheckpointFamily: Sendable {
    /// The base's path.
    public let base: String
    /// The models' paths.
    public let models: [String]

    /// The floating-point tensors, by name, with the position embedding's rows as given.
    public static func shapes(rows: Int) -> [(name: String, shape: [Int])] {
        [
            ("logit_scale", []),
            ("text_model.empty.weight", [0, 4]),
            ("vision_model.embeddings.class_embedding", [48]),
            ("vision_model.embeddings.patch_embedding.weight", [16, 3, 4, 4]),
            ("vision_model.embeddings.position_embedding.weight", [rows, 500]),
            ("vision_model.encoder.layers.0.layer_norm1.weight", [48]),
            ("vision_model.encoder.layers.0.self_attn.k_proj.weight", [48, 48]),
            ("vision_model.encoder.layers.0.self_attn.q_proj.weight", [48, 48]),
            ("vision_model.encoder.layers.0.self_attn.v_proj.weight", [48, 48]),
            ("visual.transformer.resblocks.0.attn.in_proj_weight", [144, 48]),
        ]
    }

    /// The number of elements in every checkpoint, the integer buffer's included.
    public static func elementCount(rows: Int) -> Int {
        shapes(rows: rows).reduce(5) { $0 + $1.shape.reduce(1, *) }
    }

    /// Writes the checkpoints into a folder.
    ///
    /// - Parameters:
    ///   - folder: Where `base.safetensors` and `model_0.safetensors` and so on go.
    ///   - modelCount: The number of models.
    ///   - type: The type of the floating-point tensors.
    ///   - rows: The rows of the longest tensor; from 525 on it exceeds one segment of the engine.
    /// - Throws: When a file cannot be written.
    public init(
        in folder: TemporaryFolder,
        modelCount: Int = 2,
        type: FloatingPointType = .f32,
        rows: Int = 20
    ) throws {
        base = folder.path("base.safetensors")
        models = (0..<modelCount).map { folder.path("model_\($0).safetensors") }
        let shapes = Self.shapes(rows: rows)
        let values = shapes.map { Self.values(of: $0, seed: 1, scale: 1) }
        let shared = shapes.map { Self.values(of: $0, seed: 2, scale: 0.01) }
        try Self.write(shapes, values, type, to: base)
        for (model, path) in models.enumerated() {
            let tuned = shapes.indices.map { tensor in
                let own = Self.values(of: shapes[tensor], seed: UInt64(model + 3), scale: 0.009)
                return zip(values[tensor], zip(shared[tensor], own)).map { $0 + $1.0 + $1.1 }
            }
            try Self.write(shapes, tuned, type, to: path)
        }
    }

    private static func write(
        _ shapes: [(name: String, shape: [Int])],
        _ values: [[Double]],
        _ type: FloatingPointType,
        to path: String
    ) throws {
        let floating = zip(shapes, values).map { tensor, values in
            (
                tensor.name, type.elementType, tensor.shape,
                SafetensorsFixture.bytes(values, as: type)
            )
        }
        let integers = (0..<5).flatMap { index in (0..<8).map { UInt8($0 == 0 ? index : 0) } }
        let buffer: SafetensorsFixture.Tensor = (
            "vision_model.embeddings.position_ids", .i64, [1, 5], integers
        )
        try SafetensorsFixture.write(tensors: floating + [buffer], to: path)
    }

    private static func values(
        of tensor: (name: String, shape: [Int]),
        seed: UInt64,
        scale: Double
    ) -> [Double] {
        var state = (seed &* 1000 &+ hash(tensor.name)) &* 0x9e37_79b9_7f4a_7c15
        return (0..<tensor.shape.reduce(1, *)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 11) * 0x1p-52 * scale
        }
    }

    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension SafetensorsFixture {
    /// Values rounded to a type, as the bytes of a file.
    public static func bytes(_ values: [Double], as type: FloatingPointType) -> [UInt8] {
        var source = AlignedBuffer<Double>(repeating: 0, count: values.count)
        var elements = source.mutableSpan
        for (index, value) in values.enumerated() { elements[index] = value }
        let byteCount = values.count * type.byteWidth
        var stored = AlignedBuffer<UInt8>(repeating: 0, count: byteCount)
        var bytes = stored.mutableBytes(0..<byteCount)
        _ = type.narrow(source.span, into: &bytes)
        return (0..<byteCount).map { stored.span[$0] }
    }
}
