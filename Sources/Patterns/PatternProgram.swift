/// An expression as an automaton: states that read one scalar, and steps between them that read none.
struct PatternProgram {
    private enum State {
        /// Reads a scalar of the set, and goes on with the next state.
        case read(ScalarSet)
        /// Goes on with the next state where the condition holds.
        case check(PatternPlace)
        /// Goes on with two states; both are numbers of states.
        case both(Int, Int)
        /// The expression has matched.
        case found
    }

    private var states: [State] = []

    /// Writes an expression out.
    ///
    /// - Throws: `PatternError` for more states than the limit.
    init(_ node: PatternNode, of text: String) throws(PatternError) {
        var budget = PatternLimits.stateCount
        guard append(node, &budget) else {
            throw PatternError(
                pattern: text,
                position: 1,
                reason: "its repetitions, written out, have more than "
                    + "\(PatternLimits.stateCount) parts"
            )
        }
        states.append(.found)
    }

    /// Appends the states of a node, as long as there is budget: false where there is not.
    ///
    /// Nodes without states cost as well: repetitions of nothing multiply like others.
    private mutating func append(_ node: PatternNode, _ budget: inout Int) -> Bool {
        budget -= 1
        guard budget >= 0 else { return false }
        switch node {
        case .one(let set): states.append(.read(set))
        case .place(let place): states.append(.check(place))
        case .sequence(let nodes):
            for node in nodes where !append(node, &budget) { return false }
        case .choice(let nodes): return append(choice: nodes, &budget)
        case .repeated(let node, let least, let most):
            for _ in 0..<least where !append(node, &budget) { return false }
            guard let most else { return appendLoop(node, &budget) }
            for _ in least..<most where !appendOption(node, &budget) { return false }
        }
        return true
    }

    private mutating func append(choice nodes: [PatternNode], _ budget: inout Int) -> Bool {
        var ends: [Int] = []
        for (number, node) in nodes.enumerated() {
            let isLast = number == nodes.count - 1
            let fork = states.count
            if !isLast { states.append(.both(fork + 1, fork + 1)) }
            guard append(node, &budget) else { return false }
            if isLast { break }
            ends.append(states.count)
            states.append(.both(0, 0))
            states[fork] = .both(fork + 1, states.count)
        }
        for end in ends { states[end] = .both(states.count, states.count) }
        return true
    }

    private mutating func appendLoop(_ node: PatternNode, _ budget: inout Int) -> Bool {
        let fork = states.count
        states.append(.both(fork + 1, fork + 1))
        guard append(node, &budget) else { return false }
        states.append(.both(fork, fork))
        states[fork] = .both(fork + 1, states.count)
        return true
    }

    private mutating func appendOption(_ node: PatternNode, _ budget: inout Int) -> Bool {
        let fork = states.count
        states.append(.both(fork + 1, fork + 1))
        guard append(node, &budget) else { return false }
        states[fork] = .both(fork + 1, states.count)
        return true
    }
}

// MARK: - Search

extension PatternProgram {
    /// Whether a match begins anywhere in a text.
    func isFound(in text: String.UnicodeScalarView) -> Bool {
        var (current, following) = (StateSet(states.count), StateSet(states.count))
        var previous: Unicode.Scalar?
        var position = text.startIndex
        while true {
            let next = position < text.endIndex ? text[position] : nil
            if add(0, to: &current, previous, next) { return true }
            guard let scalar = next else { return false }
            position = text.index(after: position)
            let after = position < text.endIndex ? text[position] : nil
            for state in current.members {
                guard case .read(let set) = states[state], set.contains(scalar) else { continue }
                if add(state + 1, to: &following, scalar, after) { return true }
            }
            swap(&current, &following)
            following.removeAll()
            previous = scalar
        }
    }

    /// Adds a state and those that follow it without reading; true where the match is among them.
    private func add(
        _ state: Int,
        to set: inout StateSet,
        _ previous: Unicode.Scalar?,
        _ next: Unicode.Scalar?
    ) -> Bool {
        var pending = [state]
        while let state = pending.popLast() {
            guard set.insert(state) else { continue }
            switch states[state] {
            case .found: return true
            case .read: break
            case .both(let one, let other): pending += [one, other]
            case .check(let place):
                if place.holds(between: previous, next) { pending.append(state + 1) }
            }
        }
        return false
    }
}

/// A set of states that is emptied without touching them.
private struct StateSet {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(_ count: Int) { isMember = Array(repeating: false, count: count) }

    mutating func insert(_ state: Int) -> Bool {
        guard !isMember[state] else { return false }
        isMember[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}
