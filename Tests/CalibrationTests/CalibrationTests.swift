import Glibc
import Testing

@testable import Calibration

@Suite("Calibration")
struct CalibrationTests {
    /// Logits whose softmax is these probabilities.
    private func rows(_ probabilities: [[Double]]) -> LogitRows {
        LogitRows(probabilities.flatMap { $0.map { log($0) } }, classCount: probabilities[0].count)
    }

    private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
        (a - b).magnitude <= tolerance
    }

    @Test("figures worked out by hand")
    func byHand() {
        // Confidences .9 and .9, one of two right; .6 and .6, both right.
        let four = rows([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.4, 0.6]])
        let found = CalibrationFigures(four, labels: [0, 1, 0, 1])
        #expect(found.correct == 3 && found.images == 4)
        // 2/4 |1/2 - .9| + 2/4 |1 - .6|
        #expect(near(found.ece, 0.4))
        #expect(near(found.nll, -(log(0.9) + log(0.1) + 2 * log(0.6)) / 4))
        // 2 (.1)², 2 (.9)², 2 (.4)² twice
        #expect(near(found.brier, (0.02 + 1.62 + 0.32 + 0.32) / 4))

        // The same for all classes: of equal logits the first counts; ln 4, and 9/16 + 3/16.
        let flat = CalibrationFigures(LogitRows([7, 7, 7, 7], classCount: 4), labels: [0])
        #expect(flat.correct == 1 && near(flat.nll, log(4)) && near(flat.brier, 0.75))
        #expect(near(flat.ece, 0.75))
    }

    @Test("logits far apart neither overflow nor become infinite losses")
    func farApart() {
        let found = CalibrationFigures(LogitRows([1000, -1000], classCount: 2), labels: [1])
        #expect(found.nll == 2000 && found.brier == 2 && found.ece == 1)
    }

    @Test("an edge belongs to the bin below it, for numbers next to the edges too")
    func edges() {
        for edge in 1...15 {
            let middle = Double(edge) / 15
            for confidence in [middle.nextDown, middle, middle.nextUp] where confidence <= 1 {
                let bin = ConfidenceBins.bin(of: confidence)
                #expect(bin == ReferenceCalibration.bin(confidence), "\(confidence)")
            }
        }
        // 3/15 in 64 bits is above the fifth: 15 times it is 3 when it is rounded.
        #expect(15 * 0.2 == 3.0 && ConfidenceBins.bin(of: 0.2) == 3)
        #expect(ConfidenceBins.bin(of: 1) == 14 && ConfidenceBins.bin(of: 1e-300) == 0)
        var numbers = TestNumbers(seed: 5)
        for _ in 0..<2000 {
            let confidence = max(numbers.next().magnitude, 0.02)
            #expect(ConfidenceBins.bin(of: confidence) == ReferenceCalibration.bin(confidence))
        }
    }

    @Test("a temperature in closed form")
    func closedForm() {
        // Three of four are right: sigma(2 / T) = 3/4, so that 2 / T = ln 3.
        let same = LogitRows([2, 0, 2, 0, 2, 0, 2, 0], classCount: 2)
        let fit = TemperatureFit(same, labels: [0, 0, 1, 0])
        #expect(near(fit.temperature, 2 / log(3), 1e-8) && !fit.isAtBound)
        let figures = CalibrationFigures(same, labels: [0, 0, 1, 0], temperature: fit.temperature)
        #expect(near(figures.ece, 0, 1e-8))
        // Four times as far apart: four times the temperature.
        let wide = LogitRows(same.values.map { 4 * $0 }, classCount: 2)
        let other = TemperatureFit(wide, labels: [0, 0, 1, 0])
        #expect(near(other.temperature, 8 / log(3), 1e-7))
    }

    @Test("labels that bound no temperature")
    func bounds() {
        let right = TemperatureFit(LogitRows([2, 0, 0, 1], classCount: 2), labels: [0, 1])
        #expect(right.isAtBound && near(right.temperature, exp(-3)))
        let wrong = TemperatureFit(LogitRows([2, 0, 0, 1], classCount: 2), labels: [1, 0])
        #expect(wrong.isAtBound && near(wrong.temperature, exp(3)))
        let flat = TemperatureFit(LogitRows([1, 1, 3, 3], classCount: 2), labels: [0, 1])
        #expect(flat.temperature == 1 && !flat.isAtBound)
    }

    @Test("the naive twin says the same", arguments: [(1, 2, 3.0), (2, 5, 1.0), (3, 11, 8.0)])
    func twin(seed: Int, classes: Int, scale: Double) {
        var numbers = TestNumbers(seed: UInt64(seed))
        let (rows, labels) = numbers.rows(120, classes: classes, scale: scale)
        let own = LogitRows(rows.flatMap(\.self), classCount: classes)
        for temperature in [1, 0.3, 2.5] {
            let found = CalibrationFigures(own, labels: labels, temperature: temperature)
            let wanted = ReferenceCalibration.figures(rows, labels, temperature: temperature)
            #expect(near(found.nll, wanted.nll) && near(found.brier, wanted.brier))
            #expect(near(found.ece, wanted.ece))
        }
        let fit = TemperatureFit(own, labels: labels)
        // Golden sections see the loss only, which is flat to 1e-16 within 1e-8 of its minimum.
        let wanted = ReferenceCalibration.temperature(rows, labels)
        #expect(near(log(fit.temperature), log(wanted), 1e-6))
    }

    @Test(
        "a temperature leaves the answers alone, and never makes the loss worse where it is found"
    )
    func properties() {
        var numbers = TestNumbers(seed: 9)
        let (rows, labels) = numbers.rows(200, classes: 6, scale: 4)
        let own = LogitRows(rows.flatMap(\.self), classCount: 6)
        let plain = CalibrationFigures(own, labels: labels)
        let fit = TemperatureFit(own, labels: labels)
        let at = CalibrationFigures(own, labels: labels, temperature: fit.temperature)
        #expect(at.correct == plain.correct && at.nll < plain.nll && at.brier != plain.brier)
        // A constant added to a row changes nothing.
        let shifted = LogitRows(own.values.map { $0 + 13 }, classCount: 6)
        #expect(near(TemperatureFit(shifted, labels: labels).temperature, fit.temperature, 1e-9))
    }
}
