import FoundationEssentials
import MergeEngine
import ReportPages
import Synchronization

/// The JSON of a merge's report, and the page of it; the page holds no other script or markup.
func examine(_ input: [UInt8]) throws {
    allowance.store(32 << 20, ordering: .relaxed)
    let report = try JSONDecoder().decode(MergeReport.self, from: Data(input))
    let html = ReportPage(report).html
    require(html.hasPrefix("<!DOCTYPE html>"), "no page")
}
