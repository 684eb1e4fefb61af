import Foundation
import Labeling
import TestSupport
import Testing

@testable import Inference

struct BedrockTests {
    private static let profile = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    private static let plain = "anthropic.claude-haiku-4-5"
    private static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AWS_REGION": "us-east-1",
    ]

    private func setting(_ model: String, at address: String? = nil) -> ModelSetting {
        ModelSetting(provider: .bedrock, model: model, baseURL: address)
    }

    private func access(_ model: String, _ environment: [String: String]) throws -> BedrockAccess {
        try BedrockAccess(setting: setting(model), environment: environment)
    }

    private func error(_ model: String, _ environment: [String: String]) -> InferenceError? {
        #expect(throws: InferenceError.self) { try access(model, environment) }
    }

    @Test(arguments: [profile, plain], [true, false])
    func theCheapestQuestionPassesAsAWSVerifiesIt(model: String, isBearer: Bool) async throws {
        let credentials = ModelServer.AWSCredentials()
        var environment = ["AWS_REGION": credentials.region]
        if isBearer {
            environment["AWS_BEARER_TOKEN_BEDROCK"] = "test-key"
        } else {
            environment["AWS_ACCESS_KEY_ID"] = credentials.accessKey
            environment["AWS_SECRET_ACCESS_KEY"] = credentials.secretKey
            environment["AWS_SESSION_TOKEN"] = credentials.sessionToken
        }
        let server = ModelServer()
        let address = try await server.start()
        let base = model == BedrockTests.plain ? address + "/anthropic" : address
        let access = try BedrockAccess(setting: setting(model, at: base), environment: environment)
        let request = try await access.check(date: Date().timeIntervalSince1970)
        let response = try await Transport().send(request)
        await server.stop()
        #expect(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
        #expect(server.ledger.entries.first?.charge?.usage.output ?? 2 <= 1)
    }

    @Test func theIDDecidesWhichOfTheTwoAPIsIsAsked() async throws {
        let cases = [
            (BedrockTests.profile, AnthropicRequest.Envelope.bedrock, "bedrock-runtime.eu-west-1.amazonaws.com"),
            ("global.anthropic.claude-opus-4-7", .bedrock, "bedrock-runtime.eu-west-1.amazonaws.com"),
            ("anthropic.claude-haiku-4-5-20251001-v1:0", .bedrock, "bedrock-runtime.eu-west-1.amazonaws.com"),
            ("anthropic.claude-opus-4-6-v1", .bedrock, "bedrock-runtime.eu-west-1.amazonaws.com"),
            (BedrockTests.plain, .messages, "bedrock-mantle.eu-west-1.api.aws"),
        ]
        for (model, envelope, host) in cases {
            let access = try access(model, ["AWS_BEARER_TOKEN_BEDROCK": "k", "AWS_DEFAULT_REGION": "eu-west-1"])
            #expect(access.envelope == envelope, "\(model)")
            #expect(access.host == host)
            let url = try await access.request(body: Data(), date: 0).url
            #expect(
                url
                    == (envelope == .messages
                        ? "https://\(host)/anthropic/v1/messages" : "https://\(host)/model/\(model)/invoke"))
        }
    }

    @Test func theIDOfAProfileIsOnePartOfThePath() async throws {
        let arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/ab/../c"
        let url = try await access(arn, BedrockTests.keys).request(body: Data(), date: 0).url
        #expect(url.hasSuffix("/model/arn:aws:bedrock:us-east-1:1:application-inference-profile%2Fab%2F..%2Fc/invoke"))
    }

    @Test func whatIsMissingIsNamed() {
        var environment = BedrockTests.keys
        environment["AWS_REGION"] = nil
        #expect(error(BedrockTests.profile, environment)?.message.contains("AWS_REGION") == true)
        environment = BedrockTests.keys
        environment["AWS_SECRET_ACCESS_KEY"] = " "
        let half = error(BedrockTests.profile, environment)
        #expect(half?.kind == .authentication)
        #expect(half?.message.contains("AWS_SECRET_ACCESS_KEY") == true)
        let none = error(BedrockTests.profile, ["AWS_REGION": "us-east-1"])
        #expect(none?.message.contains("AWS_BEARER_TOKEN_BEDROCK") == true)
        #expect(none?.message.contains("AWS_ACCESS_KEY_ID") == true)
        #expect(error("claude-haiku-4-5", BedrockTests.keys)?.message.contains("anthropic.claude-haiku-4-5") == true)
    }

    @Test(arguments: ["evil.com/", "us-east-1.evil.com", "us east", "us-east-1#", "US"])
    func aRegionCannotBecomeAnotherHost(region: String) {
        var environment = BedrockTests.keys
        environment["AWS_REGION"] = region
        #expect(error(BedrockTests.profile, environment)?.kind == .configuration)
    }

    @Test func aSessionTokenInAnAnswerIsHidden() throws {
        var environment = BedrockTests.keys
        environment["AWS_SESSION_TOKEN"] = "session-token-1"
        let secret = try access(BedrockTests.profile, environment).secret
        #expect(secret.cleaned("x-amz-security-token:session-token-1") == "x-amz-security-token:(hidden)")
    }

    @Test func aClockThatIsOffIsToldAsSuch() {
        let response = HTTPResponse(status: 403, headers: ["date": "Sat, 21 Nov 2026 00:00:00 GMT"])
        let fast = BedrockAccess.clockSkew(response, date: SigV4Tests.midnight + 1_200)
        #expect(fast?.contains("20 minutes fast") == true)
        #expect(BedrockAccess.clockSkew(response, date: SigV4Tests.midnight - 1_200)?.contains("slow") == true)
        #expect(BedrockAccess.clockSkew(response, date: SigV4Tests.midnight + 60) == nil)
        #expect(BedrockAccess.clockSkew(HTTPResponse(status: 403), date: 0) == nil)
    }
}
