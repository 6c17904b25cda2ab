internal import Merging
internal import Synchronization

/// Collects what the vectors of all layers have in common while workers find it in any order.
final class PairRecorder: Sendable {
    /// For each layer and each of its parts or segments what was found there; summed in order at the end,
    /// so that no sum depends on which worker was faster.
    private let found: Mutex<[[(slot: Int, pairs: VectorPairs)]]>

    init(layerCount: Int) { found = Mutex(Array(repeating: [], count: layerCount)) }

    func record(_ pairs: VectorPairs, layer: Int, slot: Int) {
        found.withLock { $0[layer].append((slot, pairs)) }
    }

    /// What the layers came to, nil for one that was not measured.
    var layers: [VectorPairs?] {
        found.withLock { $0 }.map { parts in
            let sorted = parts.sorted { $0.slot < $1.slot }.map(\.pairs)
            guard var sum = sorted.first else { return nil }
            for pairs in sorted.dropFirst() { sum += pairs }
            return sum
        }
    }
}
