/// Resamples 8-bit channels as Pillow's `resize(..., BICUBIC)` does, and computes only what is asked.
enum BicubicResampler {
    /// A part of an image that has been resized.
    struct Request {
        /// The sides of the whole resized image.
        let width: Int
        let height: Int
        /// The part of it that is computed.
        let columns: Range<Int>
        let rows: Range<Int>
    }

    /// Resizes an image and cuts a part out of the result.
    ///
    /// Rows first, then columns, each rounded to 8 bits; an axis that keeps its length is only cut.
    /// Input rows that no output row needs are not touched, nor are columns outside the part.
    ///
    /// - Precondition: The part lies within the resized image.
    /// - Complexity: O(output · scale) for each pass; memory for the rows between the passes.
    /// - Numerics: The same bytes as Pillow's.
    static func resize(_ image: PixelImage, _ request: Request) -> PixelImage {
        let vertical = BicubicAxis(
            inputCount: image.height,
            outputCount: request.height,
            outputs: request.rows
        )
        let keepsHeight = image.height == request.height
        let neededRows = keepsHeight ? request.rows : vertical.inputs
        let narrowed = narrow(image, request, rows: neededRows)
        let pixels =
            keepsHeight
            ? narrowed
            : combiningRows(
                narrowed.span,
                rowBytes: request.columns.count * image.format.channelCount,
                firstRow: neededRows.lowerBound,
                vertical
            )
        return PixelImage(
            width: request.columns.count,
            height: request.rows.count,
            format: image.format,
            pixels: pixels,
            conversion: image.conversion
        )
    }

    /// Some rows of an image, resampled and cut horizontally.
    private static func narrow(
        _ image: PixelImage,
        _ request: Request,
        rows: Range<Int>
    ) -> [UInt8] {
        guard image.width != request.width else {
            return cutting(image, columns: request.columns, rows: rows)
        }
        let axis = BicubicAxis(
            inputCount: image.width,
            outputCount: request.width,
            outputs: request.columns
        )
        let channels = image.format.channelCount
        var output = [UInt8](repeating: 0, count: rows.count * request.columns.count * channels)
        var target = output.mutableSpan
        for (index, row) in rows.enumerated() {
            let input = image.pixels.span.extracting(
                row * image.width * channels..<(row + 1) * image.width * channels
            )
            let first = index * request.columns.count * channels
            resampleRow(input, axis, channels: channels, into: &target, at: first)
        }
        return output
    }

    private static func cutting(
        _ image: PixelImage,
        columns: Range<Int>,
        rows: Range<Int>
    ) -> [UInt8] {
        let channels = image.format.channelCount
        var output: [UInt8] = []
        output.reserveCapacity(rows.count * columns.count * channels)
        for row in rows {
            let left = (row * image.width + columns.lowerBound) * channels
            output += image.pixels[left..<left + columns.count * channels]
        }
        return output
    }
}

extension BicubicResampler {
    private static func resampleRow(
        _ input: Span<UInt8>,
        _ axis: BicubicAxis,
        channels: Int,
        into output: inout MutableSpan<UInt8>,
        at first: Int
    ) {
        let weights = axis.weights.span
        for position in axis.starts.indices {
            let (start, count) = (axis.starts[position], axis.counts[position])
            let own = weights.extracting(
                position * axis.stride..<position * axis.stride + count
            )
            for channel in 0..<channels {
                var sum = half
                var place = start * channels + channel
                for tap in own.indices {
                    sum &+= own[tap] &* Int32(truncatingIfNeeded: input[place])
                    place &+= channels
                }
                output[first + position * channels + channel] = rounded(sum)
            }
        }
    }

    /// Weighted sums of rows; the inner loops run along the rows, so that they vectorise.
    private static func combiningRows(
        _ input: Span<UInt8>,
        rowBytes: Int,
        firstRow: Int,
        _ axis: BicubicAxis
    ) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: axis.starts.count * rowBytes)
        var target = output.mutableSpan
        var sums = [Int32](repeating: 0, count: rowBytes)
        var accumulator = sums.mutableSpan
        for position in axis.starts.indices {
            accumulator.update(repeating: half)
            for tap in 0..<axis.counts[position] {
                let begin = (axis.starts[position] + tap - firstRow) * rowBytes
                let row = input.extracting(begin..<begin + rowBytes)
                add(row, times: axis.weights[position * axis.stride + tap], to: &accumulator)
            }
            for index in 0..<rowBytes {
                target[position * rowBytes + index] = rounded(accumulator[index])
            }
        }
        return output
    }

    private static func add(
        _ row: Span<UInt8>,
        times weight: Int32,
        to sums: inout MutableSpan<Int32>
    ) {
        precondition(row.count == sums.count, "rows of one length")
        for index in row.indices {
            sums[index] &+= weight &* Int32(truncatingIfNeeded: row[index])
        }
    }

    /// One half, in the binary places of the weights.
    private static var half: Int32 { 1 << Int32(fractionBits - 1) }

    private static func rounded(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> fractionBits) }
}
