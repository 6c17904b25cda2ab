internal import TextFormats

/// Which data set is the clean one, and which are its shifts.
package struct DataSetRoles: Sendable, Equatable {
    /// The data set on whose kind the models were trained.
    package let clean: String
    /// The data sets over which robustness is averaged.
    package let shifts: [String]

    /// Names the roles.
    ///
    /// - Precondition: There is at least one shift.
    package init(clean: String, shifts: [String]) {
        precondition(!shifts.isEmpty, "an average needs a data set")
        self.clean = clean
        self.shifts = shifts
    }

    /// Finds the roles in results that do not name them.
    ///
    /// Where one of ImageNet's five shifts was measured, the shifts are these five. Otherwise they
    /// are all data sets but the clean one and held-out ones. The clean set is `ImageNet`, or
    /// else `clean`, or else the first that is neither held out nor a shift of ImageNet. Results
    /// that hold no clean set, or no shift in addition, give nil.
    ///
    /// - Parameters:
    ///   - results: The results.
    ///   - clean: The clean set, where the user names it.
    ///   - shifts: The shifts, where the user names them.
    package init?(of results: [EvaluationResult], clean: String? = nil, shifts: [String] = []) {
        let names = results.flatMap { $0.accuracies.map(\.dataSet) }.withoutRepeats
        let candidates = names.filter { !Self.heldOut.contains($0) }
        let others = candidates.filter {
            !Self.imageNetShifts.contains($0) && !shifts.containsExactly($0)
        }
        let usual = ["ImageNet", "clean"].first(where: others.contains)
        guard let clean = clean ?? usual ?? others.first else { return nil }
        let usesImageNet = candidates.contains(where: Self.imageNetShifts.contains)
        let found =
            usesImageNet ? Self.imageNetShifts : candidates.filter { !$0.isExactly(clean) }
        guard !(shifts + found).isEmpty else { return nil }
        self.init(clean: clean, shifts: shifts.isEmpty ? found : shifts)
    }

    /// The five shifts of ImageNet over which the papers average.
    package static let imageNetShifts = [
        "ImageNetV2", "ImageNetSketch", "ImageNetR", "ObjectNet", "ImageNetA",
    ]

    /// The names under which held-out images, which choose models and do not rate them, are known.
    package static let heldOut = ["ImageNet2p", "held-out", "held_out", "heldout"]
}

extension EvaluationResult {
    /// The mean accuracy over the shifts, each with the same weight.
    ///
    /// - Returns: Nil where one of them was not measured: an average over fewer would not compare.
    package func shiftAverage(_ roles: DataSetRoles) -> Double? {
        let scores = roles.shifts.compactMap { self[$0] }
        guard scores.count == roles.shifts.count else { return nil }
        return scores.reduce(0, +) / Double(scores.count)
    }
}
