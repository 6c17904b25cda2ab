internal import CYAML
internal import MergeEngine

/// What libyaml's parser meets in a text, one piece after another.
struct YAMLEvent {
    /// What was met.
    enum Content {
        case scalar(String, isQuoted: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
        case alias
        case documentStart, documentEnd
        case streamStart, streamEnd
    }

    let content: Content
    /// The name that a value defines, or that an alias uses.
    let anchor: String?
    /// The line on which it begins, from 1.
    let line: Int
}

/// libyaml's parser over one text: the only place that calls it.
///
/// Tags are passed over: what a scalar means follows from its text and its quotes alone.
@safe
struct YAMLEvents: ~Copyable {
    private let path: String
    /// The parser keeps pointers to itself and to its input: neither may move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Begins to parse a text.
    ///
    /// - Precondition: There is memory for the parser.
    init(of text: String, path: String) {
        self.path = path
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: text.utf8.count)
        _ = unsafe input.initialize(fromContentsOf: text.utf8)
        let isReady = unsafe yaml_parser_initialize(parser)
        precondition(isReady == 1, "libyaml has no memory for a parser")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next piece of the text; nothing is to be asked for after the stream's end.
    ///
    /// - Throws: `RecipeError` with the line, in the parser's own words, for text that is not YAML.
    mutating func next() throws(RecipeError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error() }
        defer { unsafe yaml_event_delete(&event) }
        let (content, anchor) = unsafe Self.content(of: event)
        return unsafe YAMLEvent(
            content: content,
            anchor: anchor.map { unsafe String(cString: $0) },
            line: Int(event.start_mark.line) + 1
        )
    }

    private static func content(
        of event: yaml_event_t
    ) -> (YAMLEvent.Content, anchor: UnsafeMutablePointer<yaml_char_t>?) {
        switch unsafe event.type {
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            // The text may hold a null character, written as an escape.
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            let isQuoted = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
            return unsafe (.scalar(text, isQuoted: isQuoted), scalar.anchor)
        case YAML_SEQUENCE_START_EVENT:
            return unsafe (.sequenceStart, event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT:
            return unsafe (.mappingStart, event.data.mapping_start.anchor)
        case YAML_ALIAS_EVENT: return unsafe (.alias, event.data.alias.anchor)
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, nil)
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, nil)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, nil)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, nil)
        case YAML_STREAM_START_EVENT: return (.streamStart, nil)
        default: return (.streamEnd, nil)
        }
    }

    private func error() -> RecipeError {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        // Bytes that cannot be read have an offset and no line; what is missing at the end of the
        // text is looked for on a line of its own.
        let isUnreadable = unsafe parser.pointee.error == YAML_READER_ERROR
        let end = unsafe isUnreadable ? Int(parser.pointee.problem_offset) : input.count
        let lines = unsafe input.prefix(end).count { $0 == UInt8(ascii: "\n") } + 1
        let marked = unsafe Int(parser.pointee.problem_mark.line) + 1
        return RecipeError(
            path: path,
            line: isUnreadable ? lines : min(lines, marked),
            "is not valid YAML: \(problem ?? "there is no memory to read it")"
        )
    }
}
