import LinearAlgebra

/// What the kernels take on this machine.
struct KernelReport: Encodable {
    let blas: String
    let core: String
    /// The bytes read and written in a second by a large copy.
    let memoryGigabytesPerSecond: Double
    /// The least number of rows from which `dsyrk` stays faster than `ddot`; nil if it never does.
    let gramCrossover: Int?
    /// The number of rows from which the library takes `dsyrk`.
    let gramThreshold: Int?
    let kernels: [KernelTiming]

    enum CodingKeys: String, CodingKey {
        case blas, core, kernels
        case memoryGigabytesPerSecond = "memory_gigabytes_per_second"
        case gramCrossover = "gram_crossover"
        case gramThreshold = "gram_threshold"
    }

    init(_ timings: [KernelTiming]) {
        blas = OpenBLAS.version
        core = OpenBLAS.core
        let copies = timings.filter { $0.group == "memory" }.map(\.gigabytesPerSecond)
        memoryGigabytesPerSecond = copies.max() ?? .nan
        gramCrossover = Self.crossover(timings)
        gramThreshold = GramKernels.rowCounts.first {
            GramAlgorithm.fastest(rowCount: $0) == .rankUpdate
        }
        kernels = timings
    }

    private static func crossover(_ timings: [KernelTiming]) -> Int? {
        func seconds(_ rowCount: Int, _ algorithm: GramAlgorithm) -> Double {
            let name = GramKernels.name(rowCount, algorithm)
            return timings.first { $0.name == name }?.leastSeconds ?? .nan
        }
        let slower = GramKernels.rowCounts.last {
            !(seconds($0, .rankUpdate) < seconds($0, .dotProducts))
        }
        return GramKernels.rowCounts.first { $0 > slower ?? 0 }
    }

    /// A line for each kernel, beside the memory's bandwidth.
    var text: String {
        let lines = kernels.map { kernel in
            let share = kernel.gigabytesPerSecond / memoryGigabytesPerSecond
            return pad(kernel.group, 9) + pad(kernel.name, 30)
                + pad(left: decimal(kernel.seconds * 1e6, 2), 12)
                + pad(left: decimal(kernel.gigabytesPerSecond, 1), 9)
                + pad(left: decimal(share, 2), 10)
        }
        let title =
            pad("group", 9) + pad("kernel", 30) + pad(left: "us", 12) + pad(left: "GB/s", 9)
            + pad(left: "/ memory", 10)
        return """
            \(blas), kernels for \(core), one thread
            memory: \(decimal(memoryGigabytesPerSecond, 1)) GB/s read and written by a large copy

            \(title)
            \(lines.joined(separator: "\n"))

            dsyrk is faster than ddot from \(gramCrossover.map(String.init) ?? "no number of") rows \
            on; the library takes it from \(gramThreshold.map(String.init) ?? "no number of") rows on
            """
    }
}

private func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value < 1e12 else { return "\(value)" }
    let unit = (0..<digits).reduce(1) { power, _ in power * 10 }
    let scaled = Int((value * Double(unit)).rounded())
    let fraction = String(scaled % unit)
    return "\(scaled / unit).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}

private func pad(left text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
}
