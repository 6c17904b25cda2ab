extension MutableRawSpan {
    /// The bytes as numbers of a type, for writing.
    ///
    /// - Precondition: The bytes are aligned for the type and hold whole numbers.
    @_lifetime(&self)
    public mutating func elements<Element: BitwiseCopyable>(as: Element.Type) -> MutableSpan<
        Element
    > {
        unsafe withUnsafeMutableBytes { buffer in
            let address = UInt(bitPattern: buffer.baseAddress)
            let alignment = UInt(MemoryLayout<Element>.alignment)
            precondition(address % alignment == 0, "the bytes are not aligned to \(alignment)")
        }
        precondition(
            byteCount % MemoryLayout<Element>.stride == 0,
            "\(byteCount) bytes are not a whole number of elements"
        )
        return unsafe _unsafeMutableView(as: Element.self)
    }
}
