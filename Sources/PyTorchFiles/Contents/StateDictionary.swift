import SystemFiles
import Tensors
import TextFormats

/// The dictionary of tensors within what a pickle holds.
struct StateDictionary {
    private(set) var tensors: [NamedTensor] = []
    private(set) var warnings: [String] = []
    private let heap: PickleHeap
    private let path: String

    /// Finds the dictionary: the outermost one, or the only one within it that holds a model's
    /// tensors.
    ///
    /// - Parameters:
    ///   - root: What the pickle built.
    ///   - heap: The objects behind it.
    ///   - path: The file, for messages.
    ///   - chosen: The keys that lead to the dictionary, with slashes between them; nil finds it.
    /// - Throws: `PyTorchError` when there is none, or when it is not clear which is meant.
    init(
        in root: PickleValue,
        on heap: PickleHeap,
        path: String,
        chosen: String?
    ) throws(PyTorchError) {
        self.heap = heap
        self.path = path
        guard let entries = Self.entries(of: root, on: heap) else { throw notADictionary(root) }
        if let chosen {
            try take(try dictionary(chosen, within: entries), under: chosen)
            return
        }
        let direct = entries.filter { isTensor($0.value) }
        let holdsModel = direct.contains { isOfModel($0.value) }
        let wrapped = candidates(in: entries, besides: direct)
        guard let only = wrapped.first else {
            guard !direct.isEmpty else { throw noTensors(among: entries) }
            try take(entries, under: nil)
            return
        }
        // A counter kept as a tensor does not make a state dictionary.
        guard wrapped.count == 1, !holdsModel else {
            throw ambiguous(
                wrapped.map { PrintableText.quoted($0.name) }
                    + (holdsModel ? ["the outermost dictionary"] : [])
            )
        }
        try take(only.entries, under: only.name)
        let outer = only.name.split(separator: "/").first.map(String.init) ?? only.name
        noteIgnored(entries.filter { !Self.isText($0.key, outer) }, within: nil)
    }

    private mutating func take(
        _ entries: [PickleEntry],
        under name: String?
    ) throws(PyTorchError) {
        var others: [PickleEntry] = []
        for entry in entries {
            guard case .object(let object) = entry.value, isTensor(entry.value) else {
                others.append(entry)
                continue
            }
            guard case .text(let key) = entry.key else {
                let message = "a tensor has a key that is not a string"
                throw PyTorchError(.malformed, path, message, offset: heap[object].place)
            }
            tensors.append(NamedTensor(name: key, object: object))
        }
        noteIgnored(others, within: name)
    }

    private mutating func noteIgnored(_ entries: [PickleEntry], within name: String?) {
        guard !entries.isEmpty else { return }
        let place = name.map { " within \(PrintableText.quoted($0))" } ?? ""
        warnings.append("ignores what is not a tensor of the model\(place): \(Self.list(entries))")
    }
}

extension StateDictionary {
    private static func entries(of value: PickleValue, on heap: PickleHeap) -> [PickleEntry]? {
        guard case .object(let number) = value, case .dictionary(let entries, _) = heap[number]
        else { return nil }
        return entries
    }

    /// The dictionaries that hold tensors of a model, one level down, or where there are none two.
    ///
    /// Only so much is looked at as real files hold: dictionaries may be many, large and shared.
    private func candidates(
        in entries: [PickleEntry],
        besides direct: [PickleEntry]
    ) -> [(name: String, entries: [PickleEntry])] {
        let outer = dictionaries(in: entries)
        let found = outer.filter(holdsModel)
        guard found.isEmpty, !direct.contains(where: { isOfModel($0.value) }) else { return found }
        let deeper = outer.flatMap { name, inner in
            dictionaries(in: inner).filter(holdsModel).map { (name + "/" + $0.name, $0.entries) }
        }
        guard deeper.isEmpty, direct.isEmpty else { return deeper }
        return outer.filter { $0.entries.prefix(1000).contains { isTensor($0.value) } }
    }

    private func dictionaries(
        in entries: [PickleEntry]
    ) -> [(name: String, entries: [PickleEntry])] {
        var places: [UTF8Key: Int] = [:]
        var found: [(name: String, entries: [PickleEntry])] = []
        for entry in entries.prefix(1000) {
            guard case .text(let key) = entry.key,
                let inner = Self.entries(of: entry.value, on: heap)
            else { continue }
            // As in Python, the last of several entries with one key counts.
            if let place = places[key] {
                found[place].entries = inner
            } else {
                places[key] = found.count
                found.append((key, inner))
            }
        }
        return found
    }

    private func holdsModel(_ candidate: (name: String, entries: [PickleEntry])) -> Bool {
        candidate.entries.prefix(1000).contains { isOfModel($0.value) }
    }

    /// Whether a value is a tensor of a model, not a counter nor the state of a random generator.
    private func isOfModel(_ value: PickleValue) -> Bool {
        guard case .object(let number) = value, case .tensor(let tensor) = heap[number] else {
            return false
        }
        if case .element(let type) = tensor.type ?? tensor.storage.type,
            FloatingPointType(type) == nil
        {
            return false
        }
        return !tensor.sizes.allSatisfy { $0 == 1 }
    }

    private static func isText(_ value: PickleValue, _ text: String) -> Bool {
        if case .text(text) = value { true } else { false }
    }

    private func isTensor(_ value: PickleValue) -> Bool { Self.isTensor(value, on: heap) }

    private static func isTensor(_ value: PickleValue, on heap: PickleHeap) -> Bool {
        guard case .object(let number) = value else { return false }
        switch heap[number] {
        case .tensor, .refusedTensor, .blankTensor: return true
        default: return false
        }
    }

    /// The keys of entries for a message, not all of them when they are many.
    private static func list(_ entries: [PickleEntry]) -> String {
        let shown = entries.prefix(10).map { entry in
            if case .text(let key) = entry.key { PrintableText.quoted(key) } else { "a number" }
        }
        let more = entries.count > 10 ? " and \(entries.count - 10) more" : ""
        return shown.joined(separator: ", ") + more
    }

    private func noTensors(among entries: [PickleEntry]) -> PyTorchError {
        let found = entries.isEmpty ? "it is empty" : "it holds \(Self.list(entries))"
        let message = "has no tensors, neither outermost nor in dictionaries within; \(found)"
        return PyTorchError(.malformed, path, message)
    }

    /// The dictionary to which keys lead.
    private func dictionary(
        _ chosen: String,
        within outermost: [PickleEntry]
    ) throws(PyTorchError) -> [PickleEntry] {
        var entries = outermost
        for key in chosen == "."
            ? [] : chosen.split(separator: "/", omittingEmptySubsequences: false)
        {
            let found = entries.last { Self.isText($0.key, String(key)) }
            guard let next = found.flatMap({ Self.entries(of: $0.value, on: heap) }) else {
                throw notThere(chosen, entries)
            }
            entries = next
        }
        guard entries.contains(where: { isTensor($0.value) }) else {
            throw notThere(chosen, entries)
        }
        return entries
    }

    private func notThere(_ chosen: String, _ entries: [PickleEntry]) -> PyTorchError {
        let found = entries.isEmpty ? "nothing" : Self.list(entries)
        let message =
            "has no dictionary of tensors under \(PrintableText.quoted(chosen)); there is "
            + found
        return PyTorchError(.malformed, path, message, remedy: .dictionary)
    }

    private func ambiguous(_ names: [String]) -> PyTorchError {
        let message =
            "there are tensors in several places (\(names.joined(separator: ", "))); "
            + "name one of them"
        return PyTorchError(.malformed, path, message, remedy: .oneOfDictionaries)
    }

    private func notADictionary(_ root: PickleValue) -> PyTorchError {
        var what = isTensor(root) ? "a single tensor without a name" : "no dictionary of tensors"
        if case .object(let number) = root, case .record(let type, _) = heap[number] {
            what = "a whole object of the class \(PrintableText.quoted(type))"
        }
        let message = "holds \(what); save model.state_dict() instead"
        return PyTorchError(.unsupported, path, message)
    }
}
