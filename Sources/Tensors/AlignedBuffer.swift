/// Owned memory for a fixed number of elements, aligned for vector instructions and direct I/O.
///
/// Tiles of tensors are read into such buffers, converted in them and written from them. The
/// pointer never leaves this file: everything else works on spans.
@safe
public struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// The number of elements.
    public let count: Int

    private let base: UnsafeMutableRawPointer

    /// Allocates memory and fills it with copies of `value`.
    ///
    /// - Precondition: `count` is not negative.
    /// - Complexity: O(`count`).
    public init(repeating value: Element, count: Int) {
        precondition(count >= 0, "a buffer cannot hold \(count) elements")
        self.count = count
        let byteCount = max(count * MemoryLayout<Element>.stride, 1)
        unsafe base = .allocate(byteCount: byteCount, alignment: bufferAlignment)
        unsafe base.initializeMemory(as: Element.self, repeating: value, count: count)
    }

    deinit { unsafe base.deallocate() }

    /// The elements, for reading.
    public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: start(of: 0), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The elements, for writing.
    public var mutableSpan: MutableSpan<Element> {
        @_lifetime(&self)
        mutating get { mutableSpan(0..<count) }
    }

    /// Some of the elements, for writing.
    ///
    /// - Precondition: `range` lies within the buffer.
    @_lifetime(&self)
    public mutating func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
        check(range)
        let span = unsafe MutableSpan(_unsafeStart: start(of: range.lowerBound), count: range.count)
        return unsafe _overrideLifetime(span, mutating: &self)
    }

    /// The bytes of some elements, for reading.
    ///
    /// - Precondition: `range` lies within the buffer.
    @_lifetime(borrow self)
    public func bytes(_ range: Range<Int>) -> RawSpan {
        check(range)
        let first = unsafe UnsafeRawPointer(start(of: range.lowerBound))
        let span = unsafe RawSpan(_unsafeStart: first, byteCount: byteCount(of: range))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The bytes of some elements, for writing.
    ///
    /// - Precondition: `range` lies within the buffer.
    @_lifetime(&self)
    public mutating func mutableBytes(_ range: Range<Int>) -> MutableRawSpan {
        check(range)
        let first = unsafe UnsafeMutableRawPointer(start(of: range.lowerBound))
        let span = unsafe MutableRawSpan(_unsafeStart: first, byteCount: byteCount(of: range))
        return unsafe _overrideLifetime(span, mutating: &self)
    }

    /// Copies bytes into the buffer.
    ///
    /// - Precondition: The bytes fit behind `byteOffset`.
    public mutating func replaceBytes(at byteOffset: Int, with bytes: RawSpan) {
        let byteCount = count * MemoryLayout<Element>.stride
        precondition(
            byteOffset >= 0 && bytes.byteCount <= byteCount - byteOffset,
            "outside the buffer"
        )
        unsafe bytes.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            unsafe (base + byteOffset).copyMemory(from: first, byteCount: source.count)
        }
    }

    private func start(of index: Int) -> UnsafeMutablePointer<Element> {
        unsafe base.assumingMemoryBound(to: Element.self) + index
    }

    private func byteCount(of range: Range<Int>) -> Int {
        range.count * MemoryLayout<Element>.stride
    }

    private func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the buffer")
    }
}

/// A page, so that the buffers also serve unbuffered I/O.
private let bufferAlignment = 4096
