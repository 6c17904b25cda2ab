import EvaluationResults
import Testing

@Suite("Clean sets and shifts")
struct DataSetRolesTests {
    private func result(_ names: String...) -> EvaluationResult {
        let scores = names.enumerated().map {
            EvaluationResult.Fraction($1, Double($0 + 1) / 16)
        }
        return EvaluationResult(modelName: "m", accuracies: scores)
    }

    @Test func ownDataSets() throws {
        let result = result("held-out", "noise", "clean", "blur")
        let roles = try #require(DataSetRoles(of: [result]))
        #expect(roles == DataSetRoles(clean: "clean", shifts: ["noise", "blur"]))
        #expect(result.shiftAverage(roles) == 0.1875)
    }

    @Test func theFirstDataSetIsCleanWhereNoneIsCalledSo() throws {
        let roles = try #require(DataSetRoles(of: [result("a", "b"), result("c")]))
        #expect(roles == DataSetRoles(clean: "a", shifts: ["b", "c"]))
    }

    @Test func namesOfTheUserWin() throws {
        let result = result("a", "b", "c")
        let roles = try #require(DataSetRoles(of: [result], clean: "b", shifts: ["c"]))
        #expect(roles == DataSetRoles(clean: "b", shifts: ["c"]))
        #expect(DataSetRoles(of: [result], shifts: ["a"])?.clean == "b")
    }

    @Test func noAverageWithoutAllFive() throws {
        let result = result("ImageNet", "ImageNetV2", "ImageNetR", "noise")
        let roles = try #require(DataSetRoles(of: [result]))
        #expect(roles.shifts == DataSetRoles.imageNetShifts)
        #expect(result.shiftAverage(roles) == nil)
    }

    @Test func nothingToAverage() {
        #expect(DataSetRoles(of: []) == nil)
        #expect(DataSetRoles(of: [result("clean", "held-out")]) == nil)
    }
}
