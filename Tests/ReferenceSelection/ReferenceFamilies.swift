/// Families and how well they hold together, by plain loops over every pair.
public enum ReferenceFamilies {
    /// Average linkage: at every step all means of all pairs of families are computed anew.
    ///
    /// - Returns: The families, and the heights at which they came together.
    public static func averageLinkage(
        _ distance: [[Double]],
        limit: Double
    ) -> (families: [[Int]], heights: [Double]) {
        var families: [[Int]] = []
        for model in distance.indices { families.append([model]) }
        var heights: [Double] = []
        while families.count > 1 {
            var (first, second, least) = (0, 0, Double.infinity)
            for a in families.indices {
                for b in families.indices where b > a {
                    var sum = 0.0
                    for i in families[a] { for j in families[b] { sum += distance[i][j] } }
                    let mean = sum / Double(families[a].count) / Double(families[b].count)
                    if mean < least { (first, second, least) = (a, b, mean) }
                }
            }
            if least > limit { break }
            families[first] = (families[first] + families[second]).sorted()
            families.remove(at: second)
            heights.append(least)
        }
        return (families, heights)
    }

    /// The distance of each vector from the mean of all.
    public static func centroidDistances(_ vectors: [[Double]]) -> [Double] {
        var mean = [Double](repeating: 0, count: vectors[0].count)
        for vector in vectors {
            for k in vector.indices { mean[k] += vector[k] / Double(vectors.count) }
        }
        var distances: [Double] = []
        for vector in vectors {
            var sum = 0.0
            for k in vector.indices { sum += (vector[k] - mean[k]) * (vector[k] - mean[k]) }
            distances.append(sum.squareRoot())
        }
        return distances
    }

    /// Rousseeuw's silhouette of every model, from its distances.
    public static func silhouettes(_ distance: [[Double]], families: [[Int]]) -> [Double] {
        var values = [Double](repeating: 0, count: distance.count)
        for own in families where own.count > 1 {
            for model in own {
                var inside = 0.0
                for other in own where other != model { inside += distance[model][other] }
                inside /= Double(own.count - 1)
                var nearest = Double.infinity
                for family in families where family != own {
                    var sum = 0.0
                    for other in family { sum += distance[model][other] }
                    nearest = min(nearest, sum / Double(family.count))
                }
                values[model] = (nearest - inside) / max(nearest, inside)
            }
        }
        return values
    }

    /// The member with the least sum of distances, by trying all.
    public static func medoid(_ distance: [[Double]], of family: [Int]) -> Int {
        var (best, least) = (family[0], Double.infinity)
        for model in family {
            var sum = 0.0
            for other in family { sum += distance[model][other] }
            if sum < least - 1e-12 { (best, least) = (model, sum) }
        }
        return best
    }
}
