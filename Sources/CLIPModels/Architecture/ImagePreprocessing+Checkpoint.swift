public import Checkpoints
internal import SystemFiles
internal import TextFormats

extension ImagePreprocessing {
    /// What the configuration next to a checkpoint's weights says about preprocessing; what it
    /// leaves out is as OpenAI's CLIP has it.
    ///
    /// - Parameters:
    ///   - checkpoint: Any checkpoint.
    ///   - side: The side of the images that its tower takes.
    ///   - limits: What the configuration may make the reader allocate.
    /// - Throws: `CheckpointError` when a file cannot be read, says something that is not
    ///   implemented, or gives images of another size than the tower takes.
    public init(
        of checkpoint: Checkpoint,
        side: Int,
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        self.init(geometry: ImageGeometry(side: side))
        let names = ["open_clip_config.json", "preprocessor_config.json"]
        for name in checkpoint.dialect == .huggingFace ? names.reversed() : names {
            let file = try VisionConfiguration.file(name, besides: checkpoint, limits: limits)
            guard let (bytes, path) = file else { continue }
            let isTransformers = name == names[1]
            let said = try CheckpointError.readingJSON(in: path) {
                () throws(JSONError) -> PreprocessingStatements? in
                var parser = try PreprocessingParser(bytes, limits: limits)
                return isTransformers ? try parser.parseTransformers() : try parser.parseOpenCLIP()
            }
            guard let said else { continue }
            if isTransformers { geometry.convention = .huggingface }
            try take(said, path)
            return
        }
    }

    private mutating func take(
        _ said: PreprocessingStatements,
        _ path: String
    ) throws(CheckpointError) {
        func failure(_ message: String) -> CheckpointError {
            CheckpointError(.malformed, path, message)
        }
        let side = geometry.side
        switch said.mode ?? .shortest {
        case .shortest: geometry.resize = .shortest(side)
        case .longest: geometry.resize = .longest(side)
        case .squash: geometry.resize = .squash(side)
        }
        geometry.resize = said.resizes == false ? nil : said.resize ?? geometry.resize
        geometry.interpolation = said.interpolation ?? geometry.interpolation
        geometry.fill = said.fill ?? geometry.fill
        geometry.crops = said.crops ?? true
        if geometry.crops, let crop = said.crop, crop != .squash(side) {
            throw failure("crop_size is \(crop), but the tower takes images of \(side) pixels")
        }
        let deviations = said.deviations ?? PixelNormalisation.clip.deviations
        guard !deviations.contains(0) else { throw failure("a standard deviation is zero") }
        normalisation = PixelNormalisation(
            scale: said.rescales == false ? 1 : said.scale ?? 1 / 255,
            means: said.normalises == false
                ? [0, 0, 0] : said.means ?? PixelNormalisation.clip.means,
            deviations: said.normalises == false ? [1, 1, 1] : deviations
        )
    }
}
