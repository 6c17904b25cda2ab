import ReferenceMerging
import Testing

/// Several tensors with one ratio, and one tensor with several (section 3).
@Suite struct GroupTests {
    @Test(arguments: [
        ReferenceVariant.paper, .mergekit, .fusionBench, .sdMecha, .gram, .gramScalar,
    ])
    func groupIsMergedLikeItsConcatenation(variant: ReferenceVariant) throws {
        var generator = SeededGenerator(seed: 6)
        let counts = [4, 7, 5]
        let base = counts.map { generator.vector(count: $0) }
        let models = (0..<3).map { _ in counts.map { generator.vector(count: $0) } }
        let options = ReferenceOptions(variant: variant)
        let group = try referenceModelStock(
            base: base,
            models: models,
            storage: .f64,
            options: options
        )
        let flatModels = models.map { $0.flatMap { $0 } }
        let flat = try merged(base: base.flatMap { $0 }, flatModels, options)
        #expect(group.values.map { $0.count } == counts)
        #expect(agrees(group.values.flatMap { $0 }, flat.values[0], decimals: 12))
        #expect(agrees(group.norms, flat.norms, decimals: 12))
    }

    @Test func rowsAreMergedOnTheirOwn() throws {
        var generator = SeededGenerator(seed: 7)
        let base = generator.vector(count: 12)
        let models = (0..<2).map { _ in generator.vector(count: 12) }
        let rows = try referenceModelStockRows(
            base: base,
            models: models,
            rowLength: 3,
            storage: .f32,
            options: ReferenceOptions()
        )
        #expect(rows.rows.count == 4)
        for row in 0..<4 {
            let range = (3 * row)..<(3 * row + 3)
            let alone = try merged(base: Array(base[range]), models.map { Array($0[range]) })
            #expect(rows.rows[row] == alone)
            #expect(Array(rows.values[range]) == alone.values[0])
        }
    }

    @Test func oneRowIsTheWholeTensor() throws {
        var generator = SeededGenerator(seed: 8)
        let models = (0..<3).map { _ in generator.vector(count: 9) }
        let base = [Double](repeating: 0, count: 9)
        let rows = try referenceModelStockRows(
            base: base,
            models: models,
            rowLength: 9,
            storage: .f64,
            options: ReferenceOptions()
        )
        #expect(rows.rows == [try merged(models)])
    }
}
