internal import CLibcrypto

/// A running SHA-256 of bytes that come in pieces, computed by libcrypto.
@safe
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Begins a digest of no bytes.
    ///
    /// - Precondition: libcrypto has memory for a context, and offers SHA-256.
    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a digest")
        }
        unsafe self.context = context
        let isReady = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(isReady == 1, "libcrypto does not offer SHA-256 on this system")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes to those that the digest is of.
    ///
    /// - Complexity: O(bytes).
    package mutating func update(_ bytes: RawSpan) {
        let isAdded = unsafe bytes.withUnsafeBytes { bytes in
            unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
        precondition(isAdded == 1, "libcrypto could not continue a digest")
    }

    /// Adds bytes to those that the digest is of.
    ///
    /// - Complexity: O(bytes).
    package mutating func update(_ bytes: [UInt8]) { update(unsafe bytes.span.bytes) }

    /// Ends the digest.
    ///
    /// - Returns: Its 32 bytes in 64 lower-case hexadecimal digits.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let isDone = unsafe EVP_DigestFinal_ex(context, &digest, nil)
        precondition(isDone == 1, "libcrypto could not end a digest")
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
