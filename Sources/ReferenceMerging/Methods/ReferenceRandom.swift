/// The random number of an element: word i mod 4 of Philox4x32-10 at counter
/// (low half of i / 4, high half, model, purpose), its upper 24 bits over 2^24.
func randomNumber(
    seed: UInt64,
    tensor: String,
    model: Int,
    purpose: UInt32,
    element: Int
) -> Double {
    let key = splitMix64(seed ^ fnv1a64(tensor))
    let block = UInt64(element / 4)
    let words = philox(
        counter: [
            UInt32(block & 0xffff_ffff), UInt32(block >> 32), UInt32(model), purpose,
        ],
        key: [UInt32(key & 0xffff_ffff), UInt32(key >> 32)]
    )
    return Double(words[element % 4] >> 8) / 16_777_216
}

private func fnv1a64(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
        hash ^= UInt64(byte)
        hash = hash &* 0x100_0000_01b3
    }
    return hash
}

private func splitMix64(_ seed: UInt64) -> UInt64 {
    var z = seed &+ 0x9e37_79b9_7f4a_7c15
    z ^= z >> 30
    z = z &* 0xbf58_476d_1ce4_e5b9
    z ^= z >> 27
    z = z &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return z
}

/// Ten rounds of Salmon et al., SC 2011, figure 2.
private func philox(counter: [UInt32], key: [UInt32]) -> [UInt32] {
    var words = counter
    var roundKey = key
    for _ in 0..<10 {
        let left = (0xd251_1f53 as UInt32).multipliedFullWidth(by: words[0])
        let right = (0xcd9e_8d57 as UInt32).multipliedFullWidth(by: words[2])
        words = [
            right.high ^ words[1] ^ roundKey[0], right.low,
            left.high ^ words[3] ^ roundKey[1], left.low,
        ]
        roundKey[0] = roundKey[0] &+ 0x9e37_79b9
        roundKey[1] = roundKey[1] &+ 0xbb67_ae85
    }
    return words
}
