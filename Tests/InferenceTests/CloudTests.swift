import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct CloudTests {
    @Test(arguments: ["global", "us"])
    func claudeAtBedrockIsBilledByItsProfile(region: String) async throws {
        let model = "\(region).anthropic.claude-haiku-4-5-20251001-v1:0"
        let server = ModelServer()
        let address = try await server.start()
        let client = try makeClient(
            setting: ModelSetting(provider: .bedrock, model: model, baseURL: address, region: "us-east-1"),
            task: Desk.task(), table: .shipped(), environment: ["AWS_BEARER_TOKEN_BEDROCK": "test-key"])
        let prediction = try await client.ask(Question(Item(id: .init("x"), text: "billing"))) { _ in }
        #expect(prediction.label == Label("billing"))
        #expect(prediction.cost == .charged(Money(picodollars: server.ledger.billedPicodollars)))
        let body = try JSONDecoder().decode(JSONValue.self, from: server.ledger.entries[0].call.body)
        #expect(body.at("anthropic_version") == .string("bedrock-2023-05-31"))
        #expect(body.at("model") == .null)
        #expect(client.batches == nil)
        await server.stop()
    }

    @Test func aRefusedSignatureOfAWrongClockIsSaidAsThat() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let client = try makeClient(
            setting: ModelSetting(
                provider: .bedrock, model: "us.anthropic.claude-haiku-4-5-20251001-v1:0", baseURL: address,
                region: "us-east-1"),
            task: Desk.task(), table: .shipped(),
            environment: ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"], pace: FakeTime().pace)
        server.enqueue(.with(headers: ["date": "Wed, 18 Nov 2026 09:06:40 GMT"], then: .status(403)))
        let error = await #expect(throws: InferenceError.self) {
            try await client.ask(Question(Item(id: .init("x"), text: "x"))) { _ in }
        }
        #expect(error?.kind == .permission)
        #expect(error?.message.hasPrefix("this computer's clock is") == true)
        await server.stop()
    }

    @Test(arguments: ["global", "europe-west1"])
    func claudeAtVertexIsBilledByItsLocation(region: String) async throws {
        let server = ModelServer()
        let address = try await server.start()
        let client = try makeClient(
            setting: ModelSetting(
                provider: .vertex, model: "claude-haiku-4-5@20251001", baseURL: address + "/v1", region: region,
                project: "p"),
            task: Desk.task(), table: .shipped(), environment: ["GOOGLE_ACCESS_TOKEN": "test-key"])
        let prediction = try await client.ask(Question(Item(id: .init("x"), text: "billing"))) { _ in }
        #expect(prediction.label == Label("billing"))
        #expect(prediction.cost == .charged(Money(picodollars: server.ledger.billedPicodollars)))
        let body = try JSONDecoder().decode(JSONValue.self, from: server.ledger.entries[0].call.body)
        #expect(body.at("anthropic_version") == .string("vertex-2023-10-16"))
        await server.stop()
    }

    @Test func picturesStandBeforeTheText() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "renga-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let png = try #require(
            Data(
                base64Encoded:
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
        try png.write(to: folder.appending(path: "dot.png"))
        let item = Item(id: .init("x"), text: "billing", images: ["dot.png", "https://example.org/a.jpg"])
        let server = ModelServer()
        let address = try await server.start()
        func client(_ setting: ModelSetting) throws -> any ModelClient {
            try makeClient(
                setting: setting, task: Desk.task(), table: .shipped(),
                environment: [
                    "ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": address, "OPENAI_API_KEY": "test-key",
                    "OPENAI_BASE_URL": address + "/v1",
                ], imageFolder: folder)
        }
        func body(_ number: Int) throws -> JSONValue {
            try JSONDecoder().decode(JSONValue.self, from: server.ledger.entries[number].call.body)
        }
        let claude = try client(ModelSetting(provider: .anthropic, model: Desk.haiku))
        _ = try await claude.ask(Question(item)) { _ in }
        let blocks = try body(0).at("messages", "0", "content")
        #expect(blocks.at("0", "source", "type") == .string("base64"))
        #expect(blocks.at("0", "source", "media_type") == .string("image/png"))
        #expect(blocks.at("0", "source", "data") == .string(png.base64EncodedString()))
        #expect(blocks.at("1", "source", "url") == .string("https://example.org/a.jpg"))
        #expect(blocks.at("2", "type") == .string("text"))

        let gpt = try client(Chat.gpt)
        server.enqueue(Chat.answer(Chat.billing))
        _ = try await gpt.ask(Question(item)) { _ in }
        let parts = try body(1).at("messages", "1", "content")
        #expect(
            parts.at("0", "image_url", "url") == .string("data:image/png;base64," + png.base64EncodedString()))
        #expect(parts.at("1", "image_url", "url") == .string("https://example.org/a.jpg"))

        var plain = item
        plain.images = []
        let (with, without) = (claude.estimate(item).expected, claude.estimate(plain).expected)
        // One square, and as many tokens as a picture at an unknown address can have.
        #expect(try #require(with) - (try #require(without)) == Money(picodollars: (1 + 1_568) * 1_000_000))

        let (r1, missing) = (try client(Chat.r1), Item(id: .init("y"), text: "x", images: ["none.png"]))
        for (client, item) in [(r1, item), (claude, missing)] {
            let error = await #expect(throws: InferenceError.self) { try await client.ask(Question(item)) { _ in } }
            #expect(error?.isFatalForRun == false)
        }
        #expect(server.ledger.requests == 2)
        await server.stop()
    }

    @Test func aBatchIsMadeOfTheSameRequestsAtItsOwnPrice() async throws {
        try await Desk.open { desk in
            let batches = try #require(desk.client.batches)
            let question = Question(Item(id: .init("t-1"), text: "billing please"))
            let batch = try await batches.create([BatchEntry(customID: "a", question: question)])
            let ended = try await batches.state(of: batch.id)
            let found = Results()
            try await batches.results(of: ended) { found.add($0) }
            guard case .answered(let prediction) = found.all.first?.outcome else {
                Issue.record("\(found.all)")
                return
            }
            #expect(prediction.label == Label("billing"))
            #expect(prediction.service == .batch)
            #expect(prediction.promptVersion == desk.client.promptVersion)
            #expect(prediction.cost == .charged(Money(picodollars: desk.server.ledger.billedPicodollars)))
            let (one, other) = (batches.estimate(question.item).expected, desk.client.estimate(question.item).expected)
            #expect(try #require(one) * 2 == other)
        }
    }
}
