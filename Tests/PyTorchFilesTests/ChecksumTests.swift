import PyTorchFiles
import Testing

@Suite("Checksums of zip files")
struct ChecksumTests {
    private let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 3) }

    private func value(of bytes: [UInt8]) -> UInt32 {
        var check = CyclicRedundancyCheck()
        check.update(unsafe bytes.span.bytes)
        return check.value
    }

    @Test("the check value of CRC-32/ISO-HDLC, and that of nothing")
    func knownValues() {
        #expect(value(of: Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(value(of: Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
        #expect(value(of: []) == 0)
    }

    @Test(
        "pieces of any size in any order make the checksum of the whole",
        arguments: [1, 7, 8, 333]
    )
    func pieces(size: Int) {
        var parts: UInt32 = 0
        for start in stride(from: 0, to: bytes.count, by: size).reversed() {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            let following = bytes.count - start - piece.count
            parts ^= CyclicRedundancyCheck.contribution(
                of: unsafe piece.span.bytes,
                before: following
            )
        }
        let whole = CyclicRedundancyCheck.value(of: parts, byteCount: bytes.count)
        #expect(whole == value(of: bytes))
    }

    @Test("bytes in several updates")
    func updates() {
        var check = CyclicRedundancyCheck()
        for cut in [0..<3, 3..<500, 500..<1000] {
            let piece = Array(bytes[cut])
            check.update(unsafe piece.span.bytes)
        }
        #expect(check.value == value(of: bytes))
    }
}
