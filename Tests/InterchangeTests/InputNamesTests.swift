import Foundation
import Interchange
import Testing

@Suite struct InputNamesTests {
    private func folder(_ files: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in files {
            let path = URL(fileURLWithPath: folder.path(file))
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: path)
        }
        return folder
    }

    private func expand(_ patterns: [String], in folder: TemporaryFolder) -> (names: [String], problems: [InputProblem])
    {
        var problems: [InputProblem] = []
        let names = InputNames.expanded(patterns.map { $0 == "-" ? $0 : folder.path($0) }, problems: &problems)
        return (names.map { $0.replacing(folder.path(""), with: "").trimmingPrefix("/").description }, problems)
    }

    @Test func patternsAreExpandedInOrderAndNoFileComesTwice() throws {
        let folder = try folder([
            "b.csv", "a.csv", "c.txt", "d/e.csv", "d/f/g.csv", ".hidden.csv", "d/.h/i.csv", "B.csv",
        ])
        #expect(expand(["*.csv"], in: folder).names == ["B.csv", "a.csv", "b.csv"])
        #expect(expand(["**/*.csv"], in: folder).names == ["B.csv", "a.csv", "b.csv", "d/e.csv", "d/f/g.csv"])
        #expect(expand(["d/**"], in: folder).names == ["d/e.csv", "d/f/g.csv"])
        #expect(expand(["?.csv", "[ab].csv", "*/*.csv"], in: folder).names == ["B.csv", "a.csv", "b.csv", "d/e.csv"])
        #expect(expand(["b.csv", "*.csv"], in: folder).names == ["b.csv", "B.csv", "a.csv"])
        // What a person names is taken as often as it is named.
        #expect(expand(["b.csv", "b.csv", "-", "no.csv"], in: folder).names == ["b.csv", "b.csv", "-", "no.csv"])
    }

    @Test func aNameThatExistsIsNoPattern() throws {
        let folder = try folder(["a[1].csv", "a1.csv", "x*"])
        #expect(expand(["a[1].csv", "x*"], in: folder).names == ["a[1].csv", "x*"])
        #expect(expand(["a[12].csv"], in: folder).names == ["a1.csv"])
    }

    @Test func aPatternThatMeansNoFileIsAProblem() throws {
        let folder = try folder(["d/a.csv"])
        for pattern in ["*.csv", "d", "*/b*", "e/**/*.csv"] where pattern != "d" {
            let (names, problems) = expand([pattern], in: folder)
            #expect(names.isEmpty)
            #expect(problems == [.noMatch(folder.path(pattern))])
        }
        // Folders are no files.
        #expect(expand(["*"], in: folder).names.isEmpty)
    }

    @Test func aLinkThatLeadsBackIsNotFollowedForEver() throws {
        let folder = try folder(["d/a.csv"])
        try FileManager.default.createSymbolicLink(atPath: folder.path("d/up"), withDestinationPath: "..")
        #expect(expand(["**/*.csv"], in: folder).names == ["d/a.csv"])
    }
}
