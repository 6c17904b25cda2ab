import ReferenceMerging
import Testing

/// Rounding and spacing of the element types.
@Suite struct RoundingTests {
    /// All numbers of a 16-bit type from zero upwards, the first infinite one left out.
    private func magnitudes(_ type: ReferenceElementType) -> [Double] {
        let patterns: [UInt16] = Array(0..<(type == .f16 ? 0x7C00 : 0x7F80))
        return patterns.map { pattern in
            type == .f16
                ? Double(Float16(bitPattern: pattern))
                : Double(Float(bitPattern: UInt32(pattern) << 16))
        }
    }

    @Test(arguments: [ReferenceElementType.f16, .bf16])
    func numbersOfTheTypeStayAndMidpointsGoToTheEvenOne(type: ReferenceElementType) {
        let numbers = magnitudes(type)
        var mistakes: [Double] = []
        for (index, lower) in numbers.enumerated() {
            let isLast = index + 1 == numbers.count
            let spacing = isLast ? lower - numbers[index - 1] : numbers[index + 1] - lower
            let upper = isLast ? .infinity : numbers[index + 1]
            let midpoint = lower + spacing / 2
            for sign in [1.0, -1] {
                let even = index % 2 == 0 ? lower : upper
                let holds =
                    identical([type.round(sign * lower)], [sign * lower])
                    && identical([type.round(sign * midpoint)], [sign * even])
                    && identical([type.round(sign * midpoint.nextDown)], [sign * lower])
                    && identical([type.round(sign * midpoint.nextUp)], [sign * upper])
                    && type.unitInTheLastPlace(of: sign * lower) == spacing
                    && type.unitInTheLastPlace(of: sign * midpoint) == spacing
                if !holds { mistakes.append(sign * lower) }
            }
        }
        #expect(mistakes.isEmpty)
    }

    @Test func halfRoundsLikeTheStandardLibrary() {
        let mistakes = sample(exponents: -30...17, seed: 12).filter { value in
            !identical([ReferenceElementType.f16.round(value)], [Double(Float16(value))])
        }
        #expect(mistakes.isEmpty)
    }

    @Test func singleRoundsLikeTheStandardLibrary() {
        let singles = sample(exponents: -155...129, seed: 13)
        // Adding half a unit to a Float makes a tie, in the subnormal range too.
        let ties = singles.map { Double(Float($0)) + Double(Float($0).ulp) / 2 }
        let mistakes = (singles + ties.filter { $0.isFinite }).filter { value in
            !identical([ReferenceElementType.f32.round(value)], [Double(Float(value))])
        }
        #expect(mistakes.isEmpty)
        let spacings = singles.filter { Float($0).isFinite }.filter { value in
            let single = Float(value)
            return ReferenceElementType.f32.unitInTheLastPlace(of: Double(single))
                != Double(single.ulp)
        }
        #expect(spacings.isEmpty)
    }

    @Test func doubleIsTheIdentity() {
        let mistakes = sample(exponents: -1074...1023, seed: 14).filter { value in
            !identical([ReferenceElementType.f64.round(value)], [value])
                || ReferenceElementType.f64.unitInTheLastPlace(of: value) != value.ulp
        }
        #expect(mistakes.isEmpty)
    }

    @Test(arguments: ReferenceElementType.allCases)
    func specialValues(type: ReferenceElementType) {
        #expect(identical([type.round(0), type.round(-0.0)], [0, -0.0]))
        #expect(type.round(.infinity) == .infinity)
        #expect(type.round(-.infinity) == -.infinity)
        #expect(type.round(.nan).isNaN)
        #expect(type.unitInTheLastPlace(of: .nan).isNaN)
        #expect(type.unitInTheLastPlace(of: .infinity).isNaN)
        if type != .f64 {
            #expect(type.round(1e300) == .infinity)
            #expect(type.round(-1e300) == -.infinity)
            #expect(identical([type.round(-1e-300)], [-0.0]))
            #expect(type.encode(-1e300) == type.encode(-.infinity))
        }
    }

    /// Doubles of both signs over a range of exponents, half of them with few significant bits.
    private func sample(exponents: ClosedRange<Int>, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<60_000).map { index in
            let exponent = Int.random(in: exponents, using: &generator)
            var significand = Double.random(in: 1..<2, using: &generator)
            if index % 2 == 0 {
                // Few bits make exact ties likely.
                significand = 1 + Double(Int.random(in: 0..<4096, using: &generator)) / 4096
            }
            let sign: FloatingPointSign = index % 3 == 0 ? .minus : .plus
            return Double(sign: sign, exponent: exponent, significand: significand)
        }
    }
}
