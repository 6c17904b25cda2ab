/// A colour of a series, on light and on dark ground.
///
/// The first hues are Okabe and Ito's, which remain distinct for colour-blind readers; the others
/// serve for lines whose markers differ too. They are darkened or lightened until they stand out from
/// the ground by at least 3 to 1.
struct ChartColour: Equatable {
    let light: String
    let dark: String

    static let blue = ChartColour(light: "#0072b2", dark: "#56b4e9")
    static let vermilion = ChartColour(light: "#d55e00", dark: "#ff8a4c")
    static let green = ChartColour(light: "#00805c", dark: "#2fcf9f")
    static let purple = ChartColour(light: "#b5578d", dark: "#e59cc6")
    static let ochre = ChartColour(light: "#a87400", dark: "#f0c040")
    static let cyan = ChartColour(light: "#0089a8", dark: "#4cc9e0")
    static let brown = ChartColour(light: "#7a3b1e", dark: "#c98f6b")
    static let violet = ChartColour(light: "#5b3fc0", dark: "#a798ff")
    static let olive = ChartColour(light: "#56761a", dark: "#a8c95a")
    static let grey = ChartColour(light: "#5f6670", dark: "#a9b1bb")
    static let black = ChartColour(light: "#16191d", dark: "#f4f6f8")
}
