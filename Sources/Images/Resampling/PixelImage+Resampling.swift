extension PixelImage {
    /// Resizes the image as Pillow's `resize` does, and cuts a part out of the result.
    ///
    /// Rows first, then columns, each rounded to 8 bits; an axis that keeps its length is only cut.
    /// Input rows that no output row needs are not touched, nor are columns outside the part.
    ///
    /// - Parameters:
    ///   - width: The width of the whole resized image.
    ///   - height: Its height.
    ///   - filter: What weighs the pixels.
    ///   - columns: The columns of it that are computed.
    ///   - rows: The rows of it that are computed.
    /// - Returns: The part.
    /// - Precondition: The part lies within the resized image.
    /// - Complexity: O(output · scale) for each pass; memory for the rows between the passes.
    /// - Numerics: The same bytes as Pillow's before version 13, which resizes columns first in some
    ///   cases: where both axes are scaled by different factors, a byte may differ by 1.
    public func resized(
        width: Int,
        height: Int,
        _ filter: ResamplingFilter,
        columns: Range<Int>,
        rows: Range<Int>
    ) -> PixelImage {
        let vertical = ResamplingAxis(
            filter,
            inputCount: self.height,
            outputCount: height,
            outputs: rows
        )
        let keepsHeight = self.height == height
        let neededRows = keepsHeight ? rows : vertical.inputs
        let narrowed =
            self.width == width
            ? cut(columns: columns, rows: neededRows)
            : narrowed(
                ResamplingAxis(
                    filter,
                    inputCount: self.width,
                    outputCount: width,
                    outputs: columns
                ),
                rows: neededRows
            )
        let pixels =
            keepsHeight
            ? narrowed
            : Self.combiningRows(
                narrowed.span,
                rowBytes: columns.count * format.channelCount,
                firstRow: neededRows.lowerBound,
                vertical
            )
        return PixelImage(
            width: columns.count,
            height: rows.count,
            format: format,
            pixels: pixels,
            conversion: conversion
        )
    }

    /// Some rows, resampled horizontally.
    private func narrowed(_ axis: ResamplingAxis, rows: Range<Int>) -> [UInt8] {
        let channels = format.channelCount
        let rowBytes = axis.starts.count * channels
        var output = [UInt8](repeating: 0, count: rows.count * rowBytes)
        var target = output.mutableSpan
        for (index, row) in rows.enumerated() {
            let input = pixels.span.extracting(
                row * width * channels..<(row + 1) * width * channels
            )
            Self.resampleRow(input, axis, channels: channels, into: &target, at: index * rowBytes)
        }
        return output
    }
}

extension PixelImage {
    private static func resampleRow(
        _ input: Span<UInt8>,
        _ axis: ResamplingAxis,
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
        _ axis: ResamplingAxis
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
