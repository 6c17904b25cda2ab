package import TextFormats

extension ImagePreprocessing {
    /// The text of a configuration from which the same preprocessing is read: in open_clip's form
    /// where that can say it, else in that of transformers; nil where neither can.
    var text: String? {
        guard geometry.convention == .huggingface else { return openCLIPText ?? transformersText }
        return transformersText ?? openCLIPText
    }

    /// An object with `preprocess_cfg` as open_clip reads it, or nil where it cannot say this.
    package var openCLIPText: String? {
        openCLIP.map { JSONValue.object([JSONMember("preprocess_cfg", $0)]).text() }
    }

    /// The value of `preprocess_cfg`, or nil where it cannot say this.
    ///
    /// Where the centre lies is the reader's affair: the rounding of half a pixel is not said.
    package var openCLIP: JSONValue? {
        guard geometry.crops, normalisation.scale == 1 / 255 else { return nil }
        let mode: ResizeMode
        switch geometry.resize {
        case .shortest(geometry.side): mode = .shortest
        case .longest(geometry.side): mode = .longest
        case .squash(geometry.side): mode = .squash
        default: return nil
        }
        return .object(
            [
                JSONMember("mean", Self.list(normalisation.means)),
                JSONMember("std", Self.list(normalisation.deviations)),
                JSONMember("interpolation", .string(geometry.interpolation.rawValue)),
                JSONMember("resize_mode", .string(mode.rawValue)),
            ] + (geometry.fill == 0 ? [] : [JSONMember("fill_color", .number(Int(geometry.fill)))])
        )
    }

    /// A `preprocessor_config.json` of transformers, or nil where it cannot say this.
    package var transformersText: String? {
        guard geometry.fill == 0 else { return nil }
        let size: JSONValue
        switch geometry.resize {
        case .shortest(let length): size = .object([JSONMember("shortest_edge", .number(length))])
        case .squash(let length): size = Self.square(length)
        case nil: size = .object([JSONMember("shortest_edge", .number(geometry.side))])
        case .longest: return nil
        }
        let members = [
            JSONMember("image_processor_type", .string("CLIPImageProcessor")),
            JSONMember("do_resize", .boolean(geometry.resize != nil)), JSONMember("size", size),
            JSONMember("resample", .number(geometry.interpolation == .bicubic ? 3 : 2)),
            JSONMember("do_center_crop", .boolean(geometry.crops)),
            JSONMember("crop_size", Self.square(geometry.side)),
            JSONMember("do_convert_rgb", .boolean(true)),
            JSONMember("do_rescale", .boolean(normalisation.scale != 1)),
            JSONMember("rescale_factor", .number(normalisation.scale)),
            JSONMember("do_normalize", .boolean(true)),
            JSONMember("image_mean", Self.list(normalisation.means)),
            JSONMember("image_std", Self.list(normalisation.deviations)),
        ]
        return JSONValue.object(members).text(.indented) + "\n"
    }

    private static func list(_ values: [Double]) -> JSONValue {
        .array(values.map { .number($0) })
    }

    private static func square(_ length: Int) -> JSONValue {
        .object([JSONMember("height", .number(length)), JSONMember("width", .number(length))])
    }
}
