extension PickleHeap {
    /// Whether an object can be reached from itself, seen from a root.
    ///
    /// - Complexity: O(values) time, O(objects) memory; no recursion.
    func hasCycle(from root: PickleValue) -> Bool {
        guard case .object(let first) = root else { return false }
        var states = [State](repeating: .unseen, count: objects.count)
        var path = [(object: first, next: 0)]
        states[first] = .open
        while let (object, next) = path.last {
            guard let child = child(next, of: object) else {
                states[object] = .done
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            guard case .object(let number) = child else { continue }
            switch states[number] {
            case .open: return true
            case .done: break
            case .unseen:
                states[number] = .open
                path.append((number, 0))
            }
        }
        return false
    }

    private enum State { case unseen, open, done }

    /// The value at a place within an object, or nil behind the last one.
    private func child(_ place: Int, of object: Int) -> PickleValue? {
        switch objects[object] {
        case .tuple(let items), .list(let items):
            return place < items.count ? items[place] : nil
        case .dictionary(let entries, _):
            guard place < 2 * entries.count else { return nil }
            return place % 2 == 0 ? entries[place / 2].key : entries[place / 2].value
        case .record(_, let attributes): return place == 0 ? attributes : nil
        default: return nil
        }
    }
}
