internal import LinearAlgebra

/// Anchor points: a few items that represent all others, found from how models answer them.
///
/// k-medoids on one minus the correlation of items over models. The score of a new model is the sum over
/// the anchors of their weights times its confidence there. Vivek et al., arXiv 2309.08638.
package struct AnchorPoints: Sendable {
    /// The anchors, in the order in which they were chosen.
    package let items: [Int]
    /// For each anchor the share of items nearest to it.
    package let weights: [Double]
    /// For each item the place of its anchor in `items`.
    package let members: [Int]
    /// The sum of all items' distances to their anchors.
    package let loss: Double

    /// The most items among which anchors are searched: their distances take 200 MB.
    package static let mostCandidates = 5000

    /// Chooses anchors.
    ///
    /// Of more items than `candidateLimit` as many evenly spaced ones may become anchors and decide which do;
    /// all items join their nearest anchor and count in the weights.
    ///
    /// - Parameters:
    ///   - confidences: For each model the probability that it gives the correct class of each item.
    ///   - count: The number of anchors.
    ///   - candidateLimit: The most items whose distances are held.
    /// - Precondition: All models have the same items, and there are at least `count` of them and 1, and no
    ///   more anchors than candidates.
    /// - Complexity: For m candidates, M models and n items O(m^2 (M + count)) time and O(count n M), O(m^2)
    ///   for each of at most 100 swaps; 8 m^2 bytes.
    package init(
        confidences: [[Double]],
        count: Int,
        candidateLimit: Int = AnchorPoints.mostCandidates
    ) {
        let itemCount = confidences.first?.count ?? 0
        precondition(confidences.allSatisfy { $0.count == itemCount }, "models differ in items")
        precondition(count > 0 && count <= itemCount, "there are \(itemCount) items, not \(count)")
        precondition(count <= candidateLimit, "there are more anchors than candidates")
        let taken = min(itemCount, candidateLimit)
        let candidates = (0..<taken).map { $0 * itemCount / taken }
        let vectors = Self.standardised(confidences)
        let distances = CandidateDistances(candidates.map { vectors[$0] })
        var search = MedoidSearch(distances)
        search.build(count)
        for _ in 0..<100 {
            guard search.swap() else { break }
        }
        let anchors = search.medoids.map { candidates[$0] }
        var (members, weights, loss) = ([Int](), [Double](repeating: 0, count: count), 0.0)
        for item in 0..<itemCount {
            let own = anchors.map { anchor in
                item == anchor ? 0 : 1 - Self.product(vectors[item], vectors[anchor])
            }
            // The first of those nearest.
            let place = own.indices.reduce(0) { own[$1] < own[$0] - 1e-12 ? $1 : $0 }
            members.append(place)
            weights[place] += 1 / Double(itemCount)
            loss += own.reduce(.infinity, min)
        }
        items = anchors
        (self.members, self.weights, self.loss) = (members, weights, loss)
    }

    /// The weighted score of a model from its confidences at all items.
    package func score(_ confidences: [Double]) -> Double {
        zip(items, weights).reduce(0) { $0 + $1.1 * confidences[$1.0] }
    }

    /// For each item its confidences over the models, of mean 0 and norm 1.
    ///
    /// A constant item is zero: it correlates with nothing but itself.
    private static func standardised(_ confidences: [[Double]]) -> [[Double]] {
        confidences[0].indices.map { item in
            let values = confidences.map { $0[item] }
            let mean = values.reduce(0, +) / Double(values.count)
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let scale = square > 0 ? 1 / square.squareRoot() : 0
            return values.map { ($0 - mean) * scale }
        }
    }

    private static func product(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

/// One minus the correlation of all pairs of candidates.
private struct CandidateDistances {
    let count: Int
    private let elements: [Double]

    init(_ vectors: [[Double]]) {
        count = vectors.count
        let rows = DenseMatrix(
            vectors.flatMap(\.self),
            rows: count,
            columns: vectors.first?.count ?? 0
        )
        var elements = rows.gram(ofColumns: false).elements
        for k in elements.indices { elements[k] = 1 - elements[k] }
        for i in 0..<count { elements[i * count + i] = 0 }
        self.elements = elements
    }

    /// The distances of one candidate from all.
    func row(_ candidate: Int) -> ArraySlice<Double> {
        elements[candidate * count..<(candidate + 1) * count]
    }
}

/// k-medoids: BUILD, then the best swap as long as one gains.
private struct MedoidSearch {
    private let distances: CandidateDistances
    private(set) var medoids: [Int] = []
    /// For each candidate the distances to its nearest and second nearest medoid, and the former's place.
    private var nearest: [Double]
    private var second: [Double]
    private var place: [Int]

    init(_ distances: CandidateDistances) {
        self.distances = distances
        nearest = Array(repeating: .infinity, count: distances.count)
        second = nearest
        place = Array(repeating: 0, count: distances.count)
    }

    /// Takes, one after the other, the candidate that leaves the least loss; ties lowest.
    mutating func build(_ count: Int) {
        while medoids.count < count {
            var best: (item: Int, loss: Double) = (-1, .infinity)
            for item in 0..<distances.count where !medoids.contains(item) {
                var loss = 0.0
                for (own, distance) in zip(nearest, distances.row(item)) {
                    loss += min(own, distance)
                }
                if loss < best.loss - 1e-12 { best = (item, loss) }
            }
            medoids.append(best.item)
            update()
        }
    }

    /// Makes the best swap of a medoid for a candidate, where one gains more than 1e-12.
    mutating func swap() -> Bool {
        let current = nearest.reduce(0, +)
        // Of equal swaps the first by medoid, then by candidate, counts.
        var losses = [[Double]](repeating: [], count: medoids.count)
        for item in 0..<distances.count {
            var base = 0.0
            var more = [Double](repeating: 0, count: medoids.count)
            for (other, distance) in distances.row(item).enumerated() {
                let kept = min(nearest[other], distance)
                base += kept
                more[place[other]] += min(second[other], distance) - kept
            }
            for medoid in medoids.indices { losses[medoid].append(base + more[medoid]) }
        }
        var best: (medoid: Int, item: Int)?
        var least = current
        for medoid in medoids.indices {
            for item in 0..<distances.count where losses[medoid][item] < least - 1e-12 {
                guard !medoids.contains(item) else { continue }
                (best, least) = ((medoid, item), losses[medoid][item])
            }
        }
        guard let best else { return false }
        medoids[best.medoid] = best.item
        update()
        return true
    }

    private mutating func update() {
        for other in 0..<distances.count {
            var (first, next, at) = (Double.infinity, Double.infinity, 0)
            for (number, medoid) in medoids.enumerated() {
                let distance = distances.row(medoid)[medoid * distances.count + other]
                if distance < first {
                    (first, next, at) = (distance, first, number)
                } else if distance < next {
                    next = distance
                }
            }
            (nearest[other], second[other], place[other]) = (first, next, at)
        }
    }
}
