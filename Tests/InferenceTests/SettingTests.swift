import Inference
import Labeling
import TestSupport
import Testing

struct SettingTests {
    private func error(_ setting: ModelSetting, _ environment: [String: String]) throws -> InferenceError? {
        let task = try Desk.task()
        let table = try ModelTable.shipped()
        return #expect(throws: InferenceError.self) {
            try makeClient(setting: setting, task: task, table: table, environment: environment)
        }
    }

    @Test func aMissingKeyNamesItsVariable() throws {
        var setting = ModelSetting(provider: .anthropic, model: Desk.haiku)
        let usual = try error(setting, ["ANTHROPIC_API_KEY": " \n"])
        #expect(usual?.kind == .authentication)
        #expect(usual?.message.contains("ANTHROPIC_API_KEY") == true)
        setting.apiKeyEnvironment = "TEAM_KEY"
        // A task that names its own variable never falls back to another key.
        let own = try error(setting, ["ANTHROPIC_API_KEY": "k"])
        #expect(own?.message.contains("TEAM_KEY") == true)
    }

    @Test(arguments: ["k\r\nx-evil: 1", "k k", "schlüssel", "k\u{0}"])
    func aKeyThatCannotBeAHeaderIsRefusedWithoutShowingIt(key: String) throws {
        let error = try error(
            ModelSetting(provider: .anthropic, model: Desk.haiku), ["ANTHROPIC_API_KEY": key])
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains(key) == false)
    }

    @Test(arguments: [
        "ftp://x", "api.anthropic.com", "https://", "https://user:pw@host", "https://host?x=1", "http://a b",
    ])
    func anAddressThatIsNoneIsRefused(address: String) throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, baseURL: address)
        #expect(try error(setting, ["ANTHROPIC_API_KEY": "k"])?.kind == .configuration)
    }

    @Test func limitsOutOfRangeAreRefused() throws {
        let key = ["ANTHROPIC_API_KEY": "k"]
        for tokens in [0, -1, 21_334] {
            let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, maxTokens: tokens)
            #expect(try error(setting, key)?.kind == .configuration)
        }
        for temperature in [-0.1, 1.1, .nan] {
            let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, temperature: temperature)
            #expect(try error(setting, key)?.kind == .configuration)
        }
    }

    @Test func theAuthTokenIsSentAsABearer() async throws {
        try await Desk.open(environment: ["ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": "test-key"]) { desk in
            _ = try await desk.ask()
            let headers = try #require(desk.server.ledger.entries.first?.call.headers)
            #expect(headers["authorization"] == "Bearer test-key")
            #expect(headers["x-api-key"] == nil)
        }
    }

    @Test func theTaskSaysHowTheKeyIsSent() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, keyHeader: .bearer)
        try await Desk.open(setting) { desk in
            _ = try await desk.ask()
            let headers = try #require(desk.server.ledger.entries.first?.call.headers)
            #expect(headers["authorization"] == "Bearer test-key")
            #expect(headers["x-api-key"] == nil)
        }
    }

    @Test func headersOfOnesOwnAreSent() async throws {
        let lines = "X-Team: labels\r\n\n anthropic-workspace-id : ws_1:2 \nanthropic-version: 2026-10-21"
        try await Desk.open(environment: ["ANTHROPIC_CUSTOM_HEADERS": lines]) { desk in
            _ = try await desk.ask()
            let headers = try #require(desk.server.ledger.entries.first?.call.headers)
            #expect(headers["x-team"] == "labels")
            #expect(headers["anthropic-workspace-id"] == "ws_1:2")
            #expect(headers["anthropic-version"] == "2026-10-21")
        }
    }

    @Test(arguments: ["no colon", ": x", "a b: x", "X-A: \u{1}secret", "ok: 1\nX-B: \u{7F}secret"])
    func aHeaderThatCouldCarryAnotherIsRefusedWithoutShowingIt(lines: String) throws {
        let error = try error(
            ModelSetting(provider: .anthropic, model: Desk.haiku),
            ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_CUSTOM_HEADERS": lines])
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("ANTHROPIC_CUSTOM_HEADERS") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test func theTasksAddressComesBeforeTheEnvironmentsAndIsSaid() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, baseURL: address + "/")
        let client = try makeClient(
            setting: setting, task: Desk.task(), table: .shipped(),
            environment: ["ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"])
        let prediction = try await client.ask(Question(Item(id: .init("x"), text: "billing"))) { _ in }
        #expect(prediction.label == Label("billing"))
        #expect(client.notices.contains { $0.contains("127.0.0.1") })
        await server.stop()
    }
}
