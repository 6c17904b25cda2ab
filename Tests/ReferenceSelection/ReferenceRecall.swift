/// The naive twins of recall: every regression fitted anew, every partition tried.
public enum ReferenceRecall {
    /// How well features predict each target, each image left out in turn: ridge regressions with a free
    /// constant, one for each image, on all others.
    ///
    /// - Parameters:
    ///   - features: A row for each image.
    ///   - targets: A row for each image; its columns have mean 0 and mean square 1.
    /// - Returns: For each target 1 less the mean square of the errors, between 0 and 1.
    public static func coverage(_ features: [[Double]], targets: [[Double]]) -> [Double] {
        let (n, d) = (features.count, features[0].count)
        var square = 0.0
        for column in 0..<d {
            var mean = 0.0
            for row in features { mean += row[column] / Double(n) }
            for row in features { square += (row[column] - mean) * (row[column] - mean) }
        }
        let penalty = 1e-3 * square / Double(d)
        var results: [Double] = []
        for target in targets[0].indices {
            var error = 0.0
            for left in 0..<n {
                var rows: [[Double]] = []
                var values: [Double] = []
                for image in 0..<n where image != left {
                    rows.append([1] + features[image])
                    values.append(targets[image][target])
                }
                let weights = ridge(rows, values, penalty: penalty)
                var prediction = weights[0]
                for column in 0..<d { prediction += weights[column + 1] * features[left][column] }
                let difference = targets[left][target] - prediction
                error += difference * difference / Double(n)
            }
            results.append(min(max(1 - error, 0), 1))
        }
        return results
    }

    /// Solves the normal equations by elimination; the first weight is not penalised.
    private static func ridge(_ rows: [[Double]], _ values: [Double], penalty: Double) -> [Double] {
        let size = rows[0].count
        var system = (0..<size).map { i in
            (0..<size).map { j in
                var sum = i == j && i > 0 ? penalty : 0
                for row in rows { sum += row[i] * row[j] }
                return sum
            }
        }
        for i in 0..<size {
            var sum = 0.0
            for (row, value) in zip(rows, values) { sum += row[i] * value }
            system[i].append(sum)
        }
        for column in 0..<size {
            var pivot = column
            for row in column..<size
            where abs(system[row][column]) > abs(system[pivot][column]) { pivot = row }
            system.swapAt(column, pivot)
            for row in 0..<size where row != column {
                let factor = system[row][column] / system[column][column]
                for k in column...size { system[row][k] -= factor * system[column][k] }
            }
        }
        return (0..<size).map { system[$0][size] / system[$0][$0] }
    }

    /// The mean final value of the nearest of at most four clusters of intermediate values: the best of
    /// all partitions of the sorted values into runs.
    public static func prediction(_ value: Double, past: [(Double, Double)]) -> Double {
        let sorted = past.sorted { $0.0 < $1.0 }
        let count = min(4, Set(sorted.map(\.0)).count)
        var best: (cost: Double, runs: [[(Double, Double)]]) = (.infinity, [])
        func visit(_ runs: [[(Double, Double)]], from start: Int) {
            if start == sorted.count {
                guard runs.count == count else { return }
                var cost = 0.0
                for run in runs {
                    let mean = run.reduce(0) { $0 + $1.0 } / Double(run.count)
                    for entry in run { cost += (entry.0 - mean) * (entry.0 - mean) }
                }
                if cost < best.cost { best = (cost, runs) }
                return
            }
            guard runs.count < count else { return }
            for end in start + 1...sorted.count {
                visit(runs + [Array(sorted[start..<end])], from: end)
            }
        }
        visit([], from: 0)
        var (nearest, answer) = (Double.infinity, 0.0)
        for run in best.runs {
            let centre = run.reduce(0) { $0 + $1.0 } / Double(run.count)
            if abs(value - centre) < nearest {
                nearest = abs(value - centre)
                answer = run.reduce(0) { $0 + $1.1 } / Double(run.count)
            }
        }
        return answer
    }
}
