/// All merge methods, by name.
public enum MethodRegistry {
    /// The methods in the order in which help lists them.
    public static let all: [MethodDescription] = [
        .modelStock, .average, .linear, .wiseFT,
        .slerp, .nuslerp, .multislerp, .karcher, .nearswap,
        .taskArithmetic, .ties, .dareLinear, .dareTies, .breadcrumbs, .breadcrumbsTies, .della,
        .dellaLinear, .sce, .ram, .ramPlus, .arceeFusion, .passthrough,
        .tsvM, .tsvC, .isoC, .isoCTS, .lowRank, .monoSoup, .wudi, .wudiClosed,
        .magMax, .consensusTA, .tallMask, .localizeAndStitch,
    ]

    /// The method of a name or an alias; hyphens count as underscores.
    ///
    /// - Throws: `MethodError.unknownMethod`, with the nearest name.
    public static func named(_ name: String) throws(MethodError) -> MethodDescription {
        let spelled = String(name.map { $0 == "-" ? "_" : $0 })
        let found = all.first { $0.name == spelled || $0.aliases.contains(spelled) }
        guard let found else {
            let names = all.flatMap { [$0.name] + $0.aliases }
            throw .unknownMethod(name, nearest: spelled.nearest(among: names))
        }
        return found
    }
}
