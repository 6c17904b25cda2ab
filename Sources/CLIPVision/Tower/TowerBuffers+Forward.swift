internal import CLIPModels

extension TowerBuffers {
    /// Runs a group of images through the tower, from `patches` to `features`.
    ///
    /// The products cover all slots of the group, so that their extents never change; attention,
    /// image by image, only those in `images`.
    mutating func forward(_ tower: ImageTower, images: Range<Int>) {
        embed(tower)
        switch tower.architecture.pooling {
        case .classToken:
            for block in tower.blocks.dropLast() { apply(block, tower, images) }
            if let block = tower.blocks.last { applyLast(block, tower, images) }
            last.normalise(tower.outputNorm)
        case .patchMean:
            for block in tower.blocks { apply(block, tower, images) }
            poolPatches(tower, images)
        }
        if let projection = tower.projection {
            projection.apply(to: last.normalised, into: &features)
        } else {
            for image in images { features.replaceRow(image, by: last.normalised, row: image) }
        }
    }

    /// Averages the patches' tokens of each image, before or after the last LayerNorm.
    private mutating func poolPatches(_ tower: ImageTower, _ images: Range<Int>) {
        let normalisesFirst = tower.architecture.finalNorm == .beforePooling
        if normalisesFirst { tower.outputNorm?.apply(to: tokens, into: &normalised) }
        for image in images {
            let patches = tower.architecture.tokenRows(of: image).dropFirst()
            if normalisesFirst {
                last.normalised.replaceRow(image, byMeanOf: normalised, rows: patches)
            } else {
                last.tokens.replaceRow(image, byMeanOf: tokens, rows: patches)
            }
        }
        if !normalisesFirst { last.normalise(tower.outputNorm) }
    }

    /// Turns patches into tokens.
    ///
    /// The class token's row of `patches` is zero, so that one product serves.
    private mutating func embed(_ tower: ImageTower) {
        let embedding = tower.embedding
        normalised.fill(rowsWith: embedding.span)
        tower.patchMap.addProduct(of: patches, to: &normalised)
        tower.inputNorm.apply(to: normalised, into: &tokens)
    }

    private mutating func apply(
        _ block: TransformerBlock,
        _ tower: ImageTower,
        _ images: Range<Int>
    ) {
        let architecture = tower.architecture
        block.attentionNorm.apply(
            to: &tokens,
            adding: block.attentionOutput.bias,
            into: &normalised
        )
        block.attentionInput.apply(to: normalised, into: &projections)
        for image in images {
            let rows = architecture.tokenRows(of: image)
            for head in 0..<architecture.headCount {
                architecture.attention(head: head, keyRows: rows, queryRows: rows)
                    .apply(
                        queries: projections,
                        projections: projections,
                        scores: &scores,
                        into: &context
                    )
            }
        }
        block.attentionOutput.addProduct(of: context, to: &tokens)
        block.applyMLP(tower.activation, to: &tokens, &normalised, &hidden)
    }

    /// The last block where only the class tokens are pooled.
    ///
    /// Keys and values are computed for all tokens, everything else for the class tokens alone:
    /// the same numbers for a sixth of the work.
    private mutating func applyLast(
        _ block: TransformerBlock,
        _ tower: ImageTower,
        _ images: Range<Int>
    ) {
        let architecture = tower.architecture
        let width = architecture.width
        block.attentionNorm.apply(
            to: &tokens,
            adding: block.attentionOutput.bias,
            into: &normalised
        )
        projections.fill(rowsWith: block.attentionInput.bias.span)
        block.attentionInput.addProduct(
            of: normalised,
            outputs: width..<3 * width,
            to: &projections,
            column: width
        )
        for slot in 0..<architecture.groupSize {
            let row = slot * architecture.tokenCount
            last.tokens.replaceRow(slot, by: tokens, row: row)
            last.normalised.replaceRow(slot, by: normalised, row: row)
        }
        last.queries.fill(
            rowsWith: block.attentionInput.bias.span.extracting(0..<last.queries.vectorsPerRow)
        )
        block.attentionInput.addProduct(
            of: last.normalised,
            outputs: 0..<width,
            to: &last.queries
        )
        for image in images {
            let rows = architecture.tokenRows(of: image)
            for head in 0..<architecture.headCount {
                architecture.attention(head: head, keyRows: rows, queryRows: image..<image + 1)
                    .apply(
                        queries: last.queries,
                        projections: projections,
                        scores: &scores,
                        into: &last.context
                    )
            }
        }
        block.attentionOutput.addProduct(of: last.context, to: &last.tokens)
        for image in images { last.attended.replaceRow(image, by: last.tokens, row: image) }
        block.applyMLP(
            tower.activation,
            to: &last.tokens,
            &last.normalised,
            &last.hidden
        )
    }
}

extension TransformerBlock {
    /// `x = x + W2 act(W1 LN(x) + b1) + b2`.
    func applyMLP(
        _ activation: ActivationFunction,
        to tokens: inout Matrix,
        _ normalised: inout Matrix,
        _ hidden: inout Matrix
    ) {
        mlpNorm.apply(to: &tokens, adding: mlpOutput.bias, into: &normalised)
        mlpInput.apply(to: normalised, into: &hidden)
        activation.apply(to: &hidden)
        mlpOutput.addProduct(of: hidden, to: &tokens)
    }
}

extension VisionArchitecture {
    /// The rows of an image's tokens within a group.
    fileprivate func tokenRows(of image: Int) -> Range<Int> {
        image * tokenCount..<(image + 1) * tokenCount
    }

    /// Where a head's queries, keys and values are.
    fileprivate func attention(
        head: Int,
        keyRows: Range<Int>,
        queryRows: Range<Int>
    ) -> Attention {
        let column = head * headWidth
        return Attention(
            keyRows: keyRows,
            keyColumn: width + column,
            valueColumn: 2 * width + column,
            queryRows: queryRows,
            column: column,
            width: headWidth
        )
    }
}
