import Foundation
import Labeling
import TestSupport
import Testing

@testable import Inference

struct VertexTests {
    private static let place = ["GOOGLE_CLOUD_PROJECT": "my-project", "CLOUD_ML_REGION": "global"]

    private func access(
        _ environment: [String: String] = [:], command: [String] = [], region: String? = nil, address: String? = nil
    ) throws -> VertexAccess {
        try VertexAccess(
            setting: ModelSetting(
                provider: .vertex, model: "claude-haiku-4-5@20251001", baseURL: address, tokenCommand: command,
                region: region),
            environment: VertexTests.place.merging(environment) { $1 })
    }

    private func bearer(_ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == "authorization" }?.value
    }

    @Test(arguments: [
        ("global", "aiplatform.googleapis.com"), ("us", "aiplatform.us.rep.googleapis.com"),
        ("europe-west1", "europe-west1-aiplatform.googleapis.com"),
    ])
    func theRegionDecidesTheHost(region: String, host: String) async throws {
        let access = try access(["GOOGLE_ACCESS_TOKEN": "t"], region: region)
        let request = try await access.request(body: Data(), date: 0)
        #expect(
            request.url == "https://\(host)/v1/projects/my-project/locations/\(region)/publishers/anthropic/models/"
                + "claude-haiku-4-5@20251001:rawPredict")
        #expect(bearer(request) == "Bearer t")
        #expect(access.isRegional == (region != "global"))
    }

    @Test func theCheapestQuestionPasses() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let access = try access(["GOOGLE_ACCESS_TOKEN": "test-key"], address: address + "/v1")
        let response = try await Transport().send(try await access.check(date: 0))
        await server.stop()
        #expect(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    }

    @Test func whatIsMissingIsNamed() {
        func error(_ environment: [String: String]) -> InferenceError? {
            #expect(throws: InferenceError.self) { try access(environment) }
        }
        #expect(error([:])?.message.contains("token-command") == true)
        #expect(error(["GOOGLE_CLOUD_PROJECT": ""])?.message.contains("GOOGLE_CLOUD_PROJECT") == true)
        #expect(error(["CLOUD_ML_REGION": ""])?.message.contains("CLOUD_ML_REGION") == true)
        #expect(error(["CLOUD_ML_REGION": "x.evil.com/"])?.kind == .configuration)
    }

    /// A program that prints a new token each time it runs, after it has counted the run.
    private func command() throws -> (words: [String], folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vertex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return (
            [
                "sh", "-c", "echo run >> \"$0/runs\"; echo; echo \" token-$(wc -l < \"$0/runs\" | tr -d ' ') \"",
                folder.path,
            ], folder
        )
    }

    @Test func aCommandsTokenIsTrimmedKeptAndRenewedInTimeOrWhenRefused() async throws {
        let (words, folder) = try command()
        defer { try? FileManager.default.removeItem(at: folder) }
        let access = try access(["PATH": "/usr/bin:/bin"], command: words)
        func token(at date: Double) async throws -> String? {
            bearer(try await access.request(body: Data(), date: date))
        }
        async let first = token(at: 0)
        async let second = token(at: 0)
        #expect(try await [first, second] == ["Bearer token-1", "Bearer token-1"])
        #expect(try await token(at: 2_900) == "Bearer token-1")
        #expect(access.secret.value == "token-1")
        #expect(try await token(at: 3_100) == "Bearer token-2")
        #expect(access.keyWasRefused())
        #expect(try await token(at: 3_200) == "Bearer token-3")
    }

    @Test func aFixedTokenCannotBeRenewed() throws {
        #expect(try !access(["GOOGLE_ACCESS_TOKEN": "t"]).keyWasRefused())
    }

    @Test(arguments: [
        (["false"], "failed (1)"), (["sh", "-c", "echo not logged in >&2; exit 3"], "failed (3): not logged in"),
        (["no-such-program"], "there is no program"), (["true"], "holds no key"),
        (["printf", "a b"], "a character that no key has"), (["sh", "-c", "yes & wait"], "did not end"),
    ])
    func aCommandThatFailsIsAnErrorThatSaysHow(words: [String], reason: String) async throws {
        let access = try access(["PATH": "/usr/bin:/bin"], command: words)
        let error = await #expect(throws: InferenceError.self) { try await access.request(body: Data(), date: 0) }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func aCommandThatHangsIsEndedInTime() async throws {
        let command = TokenCommand(
            ["sleep", "60"], environment: ["PATH": "/usr/bin:/bin"], timeout: .milliseconds(100))
        let error = await #expect(throws: InferenceError.self) { try await command.token(date: 0) }
        #expect(error?.message.contains("did not end") == true)
    }

    @Test func whoIsCancelledDoesNotWaitForTheCommand() async throws {
        // Shorter than its limit: who waited for it would be told that it holds no key.
        let command = TokenCommand(["sleep", "20"], environment: ["PATH": "/usr/bin:/bin"])
        let task = Task { try await command.token(date: 0) }
        task.cancel()
        let error = await #expect(throws: InferenceError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }
}
