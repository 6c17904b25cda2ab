/// A colour of a series, on light and on dark ground.
///
/// The hues are Okabe and Ito's, which remain distinct for colour-blind readers; they are darkened
/// or lightened until they stand out from the ground by at least 3 to 1.
struct ChartColour: Equatable {
    let light: String
    let dark: String

    static let blue = ChartColour(light: "#0072b2", dark: "#56b4e9")
    static let vermilion = ChartColour(light: "#d55e00", dark: "#ff8a4c")
    static let green = ChartColour(light: "#00805c", dark: "#2fcf9f")
    static let purple = ChartColour(light: "#b5578d", dark: "#e59cc6")
    static let ochre = ChartColour(light: "#a87400", dark: "#f0c040")
    static let grey = ChartColour(light: "#5f6670", dark: "#a9b1bb")
    static let black = ChartColour(light: "#16191d", dark: "#f4f6f8")
}
