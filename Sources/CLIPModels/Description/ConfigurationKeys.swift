internal import TextFormats

/// The keys of configuration files that neither the tower nor the preprocessing is read from.
///
/// A key that changes numbers is either read or has to have the one value that is implemented.
/// What is in none of the lists is told: nobody knows what it would change.
struct ConfigurationKeys {
    /// Keys without influence on what a vision tower computes.
    private let harmless: Set<UTF8Key>
    /// Keys whose other values mean another computation, with the values that mean none.
    private let required: [UTF8Key: [JSONValue]]

    private init(harmless: String, required: [(String, [JSONValue])]) {
        self.harmless = Set(
            harmless.split(whereSeparator: \.isWhitespace).map { UTF8Key(String($0)) }
        )
        self.required = Dictionary(
            required.map { (UTF8Key($0), $1) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Passes over the value of a key.
    ///
    /// - Returns: Whether the key is known.
    /// - Throws: `JSONError` for a value that is not implemented.
    func pass(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) -> Bool {
        guard let values = required[UTF8Key(key)] else {
            try scanner.skipValue()
            return harmless.contains(UTF8Key(key))
        }
        let start = scanner.position
        let value = try scanner.value(key)
        guard !values.contains(value) else { return true }
        let known = values.map { PrintableText.shortened($0.text()) }.joined(separator: ", ")
        let message =
            "\(key) \(PrintableText.shortened(value.text())) is not implemented; implemented: \(known)"
        throw scanner.failure(message, at: start)
    }
}

// MARK: - The lists

extension ConfigurationKeys {
    private static let (off, none): (JSONValue, JSONValue) = (.boolean(false), .object([]))

    /// Of `config.json` and `open_clip_config.json`, at the places that describe a vision tower.
    static let tower = ConfigurationKeys(
        harmless: """
            embed_dim text_cfg custom_text multimodal_cfg nonscalar_logit_scale init_logit_scale
            init_logit_bias cast_dtype output_dict preprocess_cfg
            mlp_ratio ls_init_value patch_dropout attn_pooler_queries attn_pooler_heads
            pos_embed_type output_tokens timm_model_pretrained timm_pool timm_proj timm_proj_bias
            timm_drop timm_drop_path
            architectures dtype torch_dtype transformers_version id2label label2id
            num_labels logit_scale_init_value projection_dim text_config intermediate_size
            text_config_dict attention_dropout initializer_range initializer_factor
            return_dict use_return_dict output_hidden_states output_attentions _output_attentions
            torchscript use_bfloat16 tie_word_embeddings is_encoder_decoder is_decoder
            cross_attention_hidden_size add_cross_attention tie_encoder_decoder max_length
            min_length do_sample early_stopping num_beams num_beam_groups diversity_penalty
            temperature top_k top_p typical_p repetition_penalty length_penalty
            no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids num_return_sequences
            chunk_size_feed_forward output_scores return_dict_in_generate forced_bos_token_id
            forced_eos_token_id remove_invalid_values exponential_decay_length_penalty
            suppress_tokens begin_suppress_tokens finetuning_task tokenizer_class prefix
            bos_token_id pad_token_id eos_token_id sep_token_id decoder_start_token_id
            task_specific_params problem_type tf_legacy_loss _name_or_path name_or_path
            _commit_hash dropout attn_implementation _attn_implementation
            _attn_implementation_autoset _attn_implementation_internal use_cache
            gradient_checkpointing transformers.js_config
            """,
        required: [
            (
                "model_type",
                [
                    "clip", "clip_vision_model", "chinese_clip", "chinese_clip_vision_model",
                    "altclip", "altclip_vision_model", "metaclip_2", "metaclip_2_vision_model",
                ].map(JSONValue.string)
            ),
            ("attentional_pool", [off]), ("no_ln_pre", [off]), ("act_kwargs", [none]),
            ("block_type", [.string("default")]), ("qk_norm", [off]),
            ("scaled_cosine_attn", [off]), ("scale_heads", [off]), ("scale_attn_inner", [off]),
            ("scale_attn", [off]), ("scale_fc", [off]), ("input_patchnorm", [off]),
            ("global_average_pool", [off]), ("timm_model_name", [.string("")]),
            ("num_channels", [.number(3)]), ("pruned_heads", [none]),
            ("vision_config_dict", [none]), ("quantization_config", [none]),
        ]
    )

    /// Of `preprocess_cfg`.
    static let openCLIPPreprocessing = ConfigurationKeys(harmless: "size", required: [])

    /// Of `preprocessor_config.json`.
    static let transformersPreprocessing = ConfigurationKeys(
        harmless: """
            processor_class _valid_processor_keys device disable_grouping return_tensors
            input_data_format pad_size image_seq_length
            """,
        required: [
            (
                "image_processor_type",
                ["CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil"]
                    .map(JSONValue.string)
            ),
            ("feature_extractor_type", [.string("CLIPFeatureExtractor")]),
            ("do_convert_rgb", [.boolean(true)]), ("do_pad", [off]), ("default_to_square", [off]),
            ("do_flip_channel_order", [off]), ("do_reduce_labels", [off]),
            ("data_format", [.string("channels_first")]),
        ]
    )
}
