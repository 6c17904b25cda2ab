/// Memory that belongs to someone else, for example to the program that calls the library.
///
/// Its owner keeps it, and changes nothing in it, while a copy of this value is used. Tensors there
/// are read and written where they are; the pointer never leaves this file.
@safe
public struct BorrowedMemory: Sendable {
    /// The number of bytes.
    public let byteCount: Int

    /// Nil where there are no bytes.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer?

    /// Borrows memory.
    ///
    /// - Parameters:
    ///   - start: The first byte; it need not be writable where nothing is written.
    ///   - byteCount: The number of bytes, not negative.
    @unsafe
    public init(_ start: UnsafeMutableRawPointer, byteCount: Int) {
        precondition(byteCount >= 0, "memory cannot have \(byteCount) bytes")
        unsafe base = start
        self.byteCount = byteCount
    }

    private init() {
        unsafe base = nil
        byteCount = 0
    }

    /// No memory.
    public static let none = BorrowedMemory()

    /// The addresses of the bytes.
    public var addresses: Range<UInt> {
        let first = unsafe UInt(bitPattern: base)
        return first..<first + UInt(byteCount)
    }

    /// A part of the memory.
    ///
    /// - Precondition: `range` lies within the memory.
    public func extracting(_ range: Range<Int>) -> BorrowedMemory {
        check(range)
        guard let base = unsafe base else { return .none }
        return unsafe BorrowedMemory(base + range.lowerBound, byteCount: range.count)
    }

    /// Some of the bytes, for reading; they live as long as their owner keeps them.
    ///
    /// - Precondition: `range` lies within the memory.
    @_lifetime(immortal)
    public func bytes(_ range: Range<Int>) -> RawSpan {
        check(range)
        guard let base = unsafe base else { return RawSpan() }
        let first = unsafe UnsafeRawPointer(base + range.lowerBound)
        let span = unsafe RawSpan(_unsafeStart: first, byteCount: range.count)
        return unsafe _overrideLifetime(span, copying: ())
    }

    /// Copies bytes out of the memory until a span is full.
    ///
    /// - Precondition: So many bytes follow `byteOffset`.
    /// - Complexity: O(bytes) time, no extra memory.
    public func copyBytes(at byteOffset: Int, into destination: inout MutableRawSpan) {
        check(byteOffset..<byteOffset + destination.byteCount)
        unsafe destination.withUnsafeMutableBytes { target in
            guard let first = target.baseAddress, let base = unsafe base else { return }
            unsafe first.copyMemory(from: base + byteOffset, byteCount: target.count)
        }
    }

    /// Copies bytes into the memory; threads may write to different places at once.
    ///
    /// - Precondition: The bytes fit behind `byteOffset`.
    /// - Complexity: O(bytes) time, no extra memory.
    public func replaceBytes(at byteOffset: Int, with bytes: RawSpan) {
        check(byteOffset..<byteOffset + bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let first = source.baseAddress, let base = unsafe base else { return }
            unsafe (base + byteOffset).copyMemory(from: first, byteCount: source.count)
        }
    }

    private func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "outside the memory")
    }
}
