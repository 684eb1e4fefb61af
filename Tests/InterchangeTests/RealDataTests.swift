import Foundation
import Interchange
import Testing

/// Needs the public data sets; `RENGA_DATA` names the folder that holds them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["RENGA_DATA"] != nil, "RENGA_DATA names no folder"))
struct RealDataTests {
    private func counts(_ path: String, _ options: ReadingOptions = ReadingOptions()) throws -> [Int] {
        let folder = ProcessInfo.processInfo.environment["RENGA_DATA"] ?? "."
        let reader = try ItemReader(.path("\(folder)/\(path)"), options: options)
        var counts = [0, 0]
        while let record = try reader.next() {
            switch record {
            case .item: counts[0] += 1
            case .rejected: counts[1] += 1
            }
        }
        return counts
    }

    @Test func everyRowOfQuotedTablesComesIn() throws {
        #expect(try counts("banking77/train.csv") == [10_003, 0])
        #expect(try counts("banking77/test.csv") == [3_080, 0])
        #expect(try counts("hatecheck_en/all_cases.csv", ReadingOptions(textField: "test_case")) == [3_901, 0])
        #expect(try counts("xstest_llm/xstest_prompts.csv", ReadingOptions(textField: "prompt")) == [450, 0])
    }

    @Test func everyLineWithOddQuotesBetweenTabsComesIn() throws {
        let options = ReadingOptions(textField: "2", goldField: "1", hasHeader: false)
        #expect(try counts("sms_spam/SMSSpamCollection", options) == [5_574, 0])
    }
}
