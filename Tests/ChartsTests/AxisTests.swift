import Testing

@testable import Charts

struct AxisTests {
    @Test(arguments: [
        (0.0...1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-0.3...1, ["-0.4", "-0.2", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-1...1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (0...7, ["0", "1", "2", "3", "4", "5", "6", "7"]),
        (0.71...0.79, ["0.70", "0.72", "0.74", "0.76", "0.78", "0.80"]),
        (0...4000, ["0", "1000", "2000", "3000", "4000"]),
    ])
    func ticksAreRound(values: ClosedRange<Double>, labels: [String]) {
        let axis = Axis(holding: values, from: 0, to: 100)
        #expect(axis.ticks.map(axis.label) == labels)
        #expect(axis.domain.lowerBound <= values.lowerBound)
        #expect(axis.domain.upperBound >= values.upperBound)
    }

    @Test func anEmptyRangeStillHasAnAxis() {
        let axis = Axis(holding: 3...3, from: 0, to: 100)
        #expect(axis.ticks.count >= 2 && axis.domain.contains(3))
    }

    @Test func valuesBecomePixels() {
        let axis = Axis(holding: 0...90, from: 300, to: 100, step: TickStep(15))
        #expect(axis.ticks == [0, 15, 30, 45, 60, 75, 90])
        #expect([0, 45, 90, 120, -5].map(axis.position) == [300, 200, 100, 100, 300])
    }

    @Test func anglesBeyondARightAngleExtendTheAxis() {
        #expect(LayerChart.angleAxis([0, 20]).domain == 0...20)
        #expect(LayerChart.angleAxis([61.2, 64.9]).domain == 61...65)
        #expect(LayerChart.angleAxis([3, 100]).domain == 0...120)
        #expect(LayerChart.angleAxis([3, 1000]).domain == 0...180)
        #expect(LayerChart.angleAxis([90]).domain == 89.4...90.6)
        #expect(LayerChart.angleAxis([]).domain == 0...90)
        #expect(LayerChart.ratioAxis([0.35, 0.88]).domain == 0.3...0.9)
        #expect(LayerChart.ratioAxis([-9, 1]).domain == -1...1)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (1.005, 1, "1.0"), (-12.345, 2, "-12.35"),
        (0.05, 2, "0.05"), (99.999, 2, "100.00"), (7, 0, "7"), (1e300, 2, "1e+300"),
    ])
    func decimals(value: Double, places: Int, text: String) {
        #expect(DecimalText(value, places: places).text == text)
    }

    @Test func coordinatesAreShort() {
        #expect(
            [1.0, 1.5, 1.25, 1.125, -0.001, 100].map(\.svg) == [
                "1", "1.5", "1.25", "1.13", "0", "100",
            ]
        )
    }

    @Test(arguments: MarkerShape.allCases)
    func markersStayNearTheirPoint(shape: MarkerShape) {
        let path = shape.path(at: Point(x: 50, y: 60), radius: 4)
        #expect(path.hasPrefix("M") && !path.contains("nan"))
    }
}
