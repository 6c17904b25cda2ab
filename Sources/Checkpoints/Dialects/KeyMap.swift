/// The correspondence between OpenAI's and Hugging Face's names for the tensors of a CLIP.
///
/// A bijection: every name of either side belongs to one correspondence at most. In the table `#`
/// stands for the number of a block and `*` for `weight` and `bias`.
public enum KeyMap {
    /// The correspondence to which a name belongs, or nil.
    ///
    /// - Parameters:
    ///   - name: A tensor's name, without prefix.
    ///   - dialect: The naming that the name belongs to.
    /// - Returns: The correspondence, with the number of the name's block filled in.
    /// - Complexity: O(length of the name).
    public static func correspondence(of name: String, in dialect: Dialect) -> KeyCorrespondence? {
        guard let (pattern, number) = pattern(of: name),
            let row = rows[dialect]?[pattern]
        else { return nil }
        return row.numbered(number)
    }

    /// The name with the block's number replaced by `#`, and the number.
    private static func pattern(of name: String) -> (pattern: String, number: String)? {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let numbers = parts.indices.filter { isNumber(parts[$0]) }
        guard let place = numbers.first else { return name.contains("#") ? nil : (name, "") }
        guard numbers.count == 1, !name.contains("#") else { return nil }
        let number = parts[place]
        parts[place] = "#"
        return (parts.joined(separator: "."), number)
    }

    /// Whether a text is a number as these names spell it, so that `01` and `1` stay apart.
    private static func isNumber(_ text: String) -> Bool {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (text.utf8.first != 0x30 || text.utf8.count == 1)
    }

    private static let rows: [Dialect: [String: KeyCorrespondence]] = {
        let rows = table.flatMap(\.written)
        return [Dialect.openAI, .huggingFace].reduce(into: [:]) { result, dialect in
            let pairs = rows.flatMap { row in row.names(in: dialect).map { ($0, row) } }
            result[dialect] = Dictionary(uniqueKeysWithValues: pairs)
        }
    }()

    private static let table: [KeyCorrespondence] =
        visionTower + textTower + blocks("visual.", "vision_model.") + blocks("", "text_model.")
        + [row("logit_scale", "logit_scale")]

    private static let visionTower = [
        row("visual.class_embedding", "vision_model.embeddings.class_embedding"),
        row("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
        row("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
        // The spelling is theirs.
        row("visual.ln_pre.*", "vision_model.pre_layrnorm.*"),
        row("visual.ln_post.*", "vision_model.post_layernorm.*"),
        row("visual.proj", "visual_projection.weight", .transposed),
    ]

    private static let textTower = [
        row("positional_embedding", "text_model.embeddings.position_embedding.weight"),
        row("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
        row("ln_final.*", "text_model.final_layer_norm.*"),
        row("text_projection", "text_projection.weight", .transposed),
    ]

    private static func blocks(_ openAI: String, _ huggingFace: String) -> [KeyCorrespondence] {
        let block = [
            row("ln_1.*", "layer_norm1.*"),
            thirds("attn.in_proj_weight", "self_attn.", "_proj.weight"),
            thirds("attn.in_proj_bias", "self_attn.", "_proj.bias"),
            row("attn.out_proj.*", "self_attn.out_proj.*"),
            row("ln_2.*", "layer_norm2.*"),
            row("mlp.c_fc.*", "mlp.fc1.*"),
            row("mlp.c_proj.*", "mlp.fc2.*"),
        ]
        return block.map { row in
            KeyCorrespondence(
                openAI: openAI + "transformer.resblocks.#." + row.openAI,
                huggingFace: row.huggingFace.map { huggingFace + "encoder.layers.#." + $0 },
                form: row.form
            )
        }
    }

    private static func row(
        _ openAI: String,
        _ huggingFace: String,
        _ form: KeyCorrespondence.Form = .same
    ) -> KeyCorrespondence {
        KeyCorrespondence(openAI: openAI, huggingFace: [huggingFace], form: form)
    }

    private static func thirds(
        _ openAI: String,
        _ front: String,
        _ back: String
    ) -> KeyCorrespondence {
        let names = ["q", "k", "v"].map { front + $0 + back }
        return KeyCorrespondence(openAI: openAI, huggingFace: names, form: .thirds)
    }
}

extension KeyCorrespondence {
    /// The row written out for `weight` and `bias`, where it stands for both.
    fileprivate var written: [KeyCorrespondence] {
        openAI.hasSuffix("*") ? ["weight", "bias"].map { replacing("*", by: $0) } : [self]
    }

    fileprivate func numbered(_ number: String) -> KeyCorrespondence { replacing("#", by: number) }

    private func replacing(_ sign: Character, by text: String) -> KeyCorrespondence {
        func replaced(_ name: String) -> String {
            name.split(separator: sign, omittingEmptySubsequences: false).joined(separator: text)
        }
        return KeyCorrespondence(
            openAI: replaced(openAI),
            huggingFace: huggingFace.map(replaced),
            form: form
        )
    }
}
