/// A text for C programs: UTF-8 that ends in a zero byte, at an address that stays.
@safe
final class CText: Sendable {
    /// The first byte.
    nonisolated(unsafe) let start: UnsafePointer<CChar>

    /// Copies a text; a zero byte in it ends it for its readers.
    init(_ text: String) {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            unsafe copy.initialize(from: first, count: bytes.count)
        }
        unsafe start = UnsafePointer(copy)
    }

    deinit { unsafe start.deallocate() }
}
