/// The page's five models of one 4 x 3 matrix around a base, by formula.
public enum FiveModels {
    /// The base's elements, row by row.
    public static let base = (0..<12).map { Double((7 * $0) % 13 - 6) / 2 }

    /// The models' elements.
    public static let models: [[Double]] = {
        let (first, third) = (sum(base, task(0, 1), 0.5), sum(base, task(2, 3), 0.5))
        return [
            first, sum(first, task(1, 1), 0.1), third, sum(third, task(3, 1), 0.1),
            sum(base.map { -$0 }, task(1, 2), 1),
        ]
    }()

    private static func task(_ m: Int, _ k: Int) -> [Double] {
        (0..<12).map { ($0 / 3, $0 % 3) }.map { i, j in
            let value = 3 * i * i + 5 * j + 2 * i * j + 7 * m + k * (m / 2) * (i + j)
            return Double(value % 11 - 5) / 8
        }
    }

    private static func sum(_ a: [Double], _ b: [Double], _ factor: Double) -> [Double] {
        zip(a, b).map { $0 + factor * $1 }
    }
}
