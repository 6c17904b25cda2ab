/// Why a text is not the JSON that is asked for.
package struct JSONError: Error, Sendable, Equatable {
    /// What is wrong, in one sentence.
    package let message: String
    /// The byte of the text where reading stopped, counted from 0.
    package let offset: Int
    /// What the text was describing there, such as a tensor.
    package let subject: String?
    /// The number of the rule that is broken, in formats that number their rules.
    package let rule: Int?

    init(_ message: String, offset: Int, subject: String? = nil, rule: Int? = nil) {
        self.message = message
        self.offset = offset
        self.subject = subject
        self.rule = rule
    }
}

/// Bounds on what JSON may make its reader allocate.
package struct JSONLimits: Sendable {
    /// How deeply objects and arrays may nest.
    package var nestingDepth: Int
    /// The longest string, in bytes.
    package var stringByteCount: Int
    /// The most members of an object.
    package var memberCount: Int

    /// Sets the bounds.
    package init(
        nestingDepth: Int = 32,
        stringByteCount: Int = 1 << 20,
        memberCount: Int = 100_000
    ) {
        self.nestingDepth = nestingDepth
        self.stringByteCount = stringByteCount
        self.memberCount = memberCount
    }
}

/// The numbers under which a format lists the rules that all JSON has to keep.
package struct JSONRules: Sendable {
    let encoding, syntax, nesting, number, duplicate, limit: Int?

    /// Numbers the rules.
    package init(encoding: Int, syntax: Int, nesting: Int, number: Int, duplicate: Int, limit: Int)
    {
        (self.encoding, self.syntax, self.nesting) = (encoding, syntax, nesting)
        (self.number, self.duplicate, self.limit) = (number, duplicate, limit)
    }

    private init() {
        (encoding, syntax, nesting) = (nil, nil, nil)
        (number, duplicate, limit) = (nil, nil, nil)
    }

    /// The rules of a format that does not number them.
    package static let unnumbered = JSONRules()
}
