/// The part of a line of text that stands at its position.
enum TextAnchor: String {
    case start, middle, end
}
