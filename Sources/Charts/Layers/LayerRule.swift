/// One line of the table by which layers are recognised: the components of a name, and what
/// they mean.
struct LayerRule {
    let path: String
    let function: LayerFunction

    init(_ path: String, _ function: LayerFunction) {
        self.path = path
        self.function = function
    }

    /// Whether a name is the rule's path, or begins with it as whole components.
    func matches(_ name: Substring) -> Bool {
        name.utf8.starts(with: path.utf8)
            && [nil, UInt8(ascii: ".")].contains(name.utf8.dropFirst(path.utf8.count).first)
    }
}
