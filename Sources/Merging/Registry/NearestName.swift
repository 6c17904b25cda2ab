extension String {
    /// The most similar of some names, or nil when none is similar enough to be meant.
    ///
    /// Similar are names that few insertions, deletions and replacements of letters turn into each
    /// other (Levenshtein's distance): at most a third of the longer one's letters.
    public func nearest(among names: [String]) -> String? {
        let ranked = names.map { (name: $0, distance: distance(to: $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }),
            best.distance * 3 <= max(count, best.name.count)
        else { return nil }
        return best.name
    }

    private func distance(to other: String) -> Int {
        let target = Array(other.lowercased())
        var row = Array(0...target.count)
        for (i, letter) in lowercased().enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, wanted) in target.enumerated() {
                let replaced = diagonal + (letter == wanted ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[target.count]
    }
}
