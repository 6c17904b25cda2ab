extension String {
    /// The most similar of some names, or nil when none is similar enough to be meant.
    ///
    /// Similar are names that few insertions, deletions, replacements and swaps of neighbouring letters
    /// turn into each other (optimal string alignment): at most a third of the longer one's letters.
    public func nearest(among names: [String]) -> String? {
        // Each letter more or less is a change: most names are out of reach by their length.
        let near = names.filter { abs($0.count - count) * 3 <= Swift.max($0.count, count) }
        let ranked = near.map { (name: $0, distance: distance(to: $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }),
            best.distance * 3 <= max(count, best.name.count)
        else { return nil }
        return best.name
    }

    /// The number of changes that turn this into another name, letter by letter.
    private func distance(to other: String) -> Int {
        let (source, target) = (Array(lowercased()), Array(other.lowercased()))
        var (beforeLast, last) = ([Int](), Array(0...target.count))
        for i in source.indices {
            var row = [i + 1]
            for j in target.indices {
                let replaced = last[j] + (source[i] == target[j] ? 0 : 1)
                row.append(Swift.min(replaced, row[j] + 1, last[j + 1] + 1))
                let isSwapped =
                    i > 0 && j > 0 && source[i] == target[j - 1]
                    && source[i - 1] == target[j]
                if isSwapped { row[j + 1] = Swift.min(row[j + 1], beforeLast[j - 1] + 1) }
            }
            (beforeLast, last) = (last, row)
        }
        return last[target.count]
    }
}
