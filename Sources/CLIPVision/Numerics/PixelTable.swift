internal import CLIPModels
internal import LinearAlgebra

/// The number that every possible byte of a pixel becomes.
struct PixelTable: Sendable {
    /// 256 values for each of red, green and blue.
    let values: [Float]

    init(_ normalisation: PixelNormalisation) {
        values = (0..<3).flatMap { channel in
            (0...UInt8.max).map { normalisation.value(of: $0, channel: channel) }
        }
    }

    /// Writes an image's patches, one per row from `row` on, ordered (channel, row, column).
    ///
    /// The bytes of the image are ordered (row, column, channel).
    func unfold(
        _ pixels: Span<UInt8>,
        _ architecture: VisionArchitecture,
        into patches: inout Matrix,
        row: Int
    ) {
        let (grid, patch) = (architecture.gridSize, architecture.patchSize)
        let first = patches.layout(rows: row..<row + grid * grid, columns: 0..<0)
        patches.withElements { elements in
            for cell in 0..<grid * grid {
                let corner = (cell / grid * architecture.imageSize + cell % grid) * patch * 3
                unfoldPatch(
                    pixels.extracting(corner...),
                    lineLength: architecture.imageSize * 3,
                    patch,
                    into: &elements,
                    at: first.offset + cell * first.stride
                )
            }
        }
    }

    private func unfoldPatch(
        _ pixels: Span<UInt8>,
        lineLength: Int,
        _ size: Int,
        into elements: inout MutableSpan<Float>,
        at start: Int
    ) {
        let table = values.span
        var target = start
        for channel in 0..<3 {
            for line in 0..<size {
                var source = line * lineLength + channel
                for _ in 0..<size {
                    elements[target] = table[channel << 8 | Int(pixels[source])]
                    target += 1
                    source += 3
                }
            }
        }
    }
}
