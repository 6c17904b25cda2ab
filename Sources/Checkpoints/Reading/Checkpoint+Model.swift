internal import SystemFiles

extension Checkpoint {
    /// Refuses what is stored like a model and is none: the factors of an adapter, quantised weights,
    /// the state of an optimiser.
    ///
    /// The average of the factors of two products is not the average of the products, and a quantised
    /// number means nothing without the scale that another tensor holds.
    ///
    /// - Throws: `CheckpointError` with the code `unsupported`, which names the first such tensor.
    /// - Complexity: O(total length of the names); reads no data.
    package func requireModel() throws(CheckpointError) {
        for part in parts { try part.requireModel() }
        guard ForeignTensor.words.contains(where: tensors.names.mayContain) else { return }
        for tensor in tensors {
            guard let kind = ForeignTensor(tensor.name) else { continue }
            throw CheckpointError(.unsupported, path, kind.message, tensor: tensor.name)
        }
    }
}

/// A kind of tensors that no model consists of.
private enum ForeignTensor {
    case adapter, quantised, optimiser

    /// Recognises a tensor by a component of its name.
    init?(_ name: String) {
        let parts = name.utf8.split(separator: UInt8(ascii: ".")).map(Substring.init)
        guard let last = parts.last else { return nil }
        if parts.contains(where: Self.factors.contains) {
            self = .adapter
        } else if Self.scales.contains(last) || parts.contains("quant_state") {
            self = .quantised
        } else if Self.moments.contains(last) {
            self = .optimiser
        } else {
            return nil
        }
    }

    var message: String {
        switch self {
        case .adapter:
            "is a factor of a LoRA adapter, and the average of factors is not the average of their "
                + "products; add the adapter to its base first (merge_and_unload in peft)"
        case .quantised:
            "belongs to quantised weights, which are not read; save the model in a floating-point type"
        case .optimiser:
            "is the state of an optimiser, not a weight; save the model's own state_dict"
        }
    }

    /// What a name must contain somewhere to be recognised.
    static let words = (factors.union(scales).union(moments)).union(["quant_state"]).map {
        Array($0.utf8)
    }

    private static let factors: Set<Substring> = [
        "lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector",
        "lora_down", "lora_up",
    ]

    /// Of GPTQ and AWQ, and of bitsandbytes.
    private static let scales: Set<Substring> = [
        "qweight", "qzeros", "g_idx", "absmax", "nested_absmax", "quant_map", "nested_quant_map",
        "SCB", "weight_format",
    ]

    private static let moments: Set<Substring> = [
        "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "momentum_buffer",
    ]
}
