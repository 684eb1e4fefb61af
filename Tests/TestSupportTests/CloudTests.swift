import Foundation
import TestSupport
import Testing

struct CloudTests {
    private static let haiku = "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/invoke"

    private func invocation(_ version: String = "bedrock-2023-05-31", _ more: [String: Any] = [:]) -> Data {
        var body = message(more.merging(["anthropic_version": version]) { $1 })
        body["model"] = nil
        return json(body)
    }

    // The vectors are those of two independent signers, botocore's among them.
    @Test(arguments: [
        (haiku, "57d78dfc704605b7c37370f3caf0ffa750ade2c750e2dc507c18cd8e75191f74"),
        (
            "/model/anthropic.claude-opus-4-7/invoke",
            "2e3dbb397cab21927e54e1654a0dc78ad85e631e97855fca211cafed10027e6a"
        ),
    ])
    func aSignatureIsThatOfAWS(path: String, signature: String) {
        let body =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[{"role":"user","content":"x"}]}"#
        let call = ModelServer.Call(
            method: "POST", path: path,
            headers: [
                "content-type": "application/json", "host": "bedrock-runtime.us-east-1.amazonaws.com",
                "x-amz-date": "20261121T000000Z",
            ], body: Data(body.utf8))
        let signer = ModelServerSigV4(credentials: ModelServer.AWSCredentials(), service: "bedrock")
        let signed = ["content-type", "host", "x-amz-date"]
        #expect(signer.signature(of: call, signedHeaders: signed, date: "20261121T000000Z") == signature)
    }

    /// A server whose clock stands, and what signs for it.
    private func signed(
        _ bench: Bench, path: String = haiku, service: String = "bedrock", date: String = "20261121T000000Z",
        _ change: (inout [String: String], inout Data) -> Void = { _, _ in }
    ) async throws -> Bench.Reply {
        var body = service == "bedrock" ? invocation() : json(message(model: "anthropic.claude-haiku-4-5"))
        var headers = [
            "content-type": "application/json", "host": "127.0.0.1:\(bench.port)", "x-amz-date": date,
            "anthropic-version": "2023-06-01",
        ]
        let call = ModelServer.Call(method: "POST", path: path, headers: headers, body: body)
        let names = ["content-type", "host", "x-amz-date"]
        let signer = ModelServerSigV4(credentials: ModelServer.AWSCredentials(), service: service)
        let signature = signer.signature(of: call, signedHeaders: names, date: date)
        headers["authorization"] =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(date.prefix(8))/us-east-1/\(service)/aws4_request, "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature)"
        change(&headers, &body)
        return try await bench.send("POST", path, body, headers: headers)
    }

    private var standing: ModelServer {
        ModelServer(clock: { Date(timeIntervalSince1970: 1_795_219_200) })
    }

    @Test func aSignedRequestIsTakenAndEveryChangeToItRefused() async throws {
        try await Bench.open(standing) { (bench: Bench) async throws in
            #expect(try await signed(bench).status == 200)
            #expect(try await signed(bench, date: "20261121T000459Z").status == 200)
            let mantle = try await signed(bench, path: "/anthropic/v1/messages", service: "bedrock-mantle")
            #expect(mantle.status == 200, "\(mantle.text)")
            var refused = [
                try await signed(bench, date: "20261121T000501Z"), try await signed(bench, service: "s3"),
                try await signed(bench) { _, body in body.append(0x20) },
                try await signed(bench) { headers, _ in headers["x-amz-extra"] = "unsigned" },
                try await signed(bench) { headers, _ in
                    headers["authorization"] = headers["authorization"]?.replacing("AKIDEXAMPLE", with: "AKIDOTHER")
                },
            ]
            refused.append(try await bench.send("POST", CloudTests.haiku, invocation(), headers: [:]))
            for reply in refused {
                #expect(reply.status == 403)
                #expect(reply.at("message") != nil)
                #expect(reply.headers["x-amzn-errortype"]?.hasSuffix("Exception") == true)
            }
            #expect(bench.server.ledger.charges.count == 3)
        }
    }

    @Test func bedrockTakesInferenceProfilesAndTheOldVersion() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let base = try await bench.send(
                "POST", "/model/anthropic.claude-haiku-4-5-20251001-v1:0/invoke", invocation(),
                headers: Bench.chatHeaders)
            #expect(base.status == 400)
            #expect(base.at("message")?.contains("inference profile") == true)
            #expect(base.headers["x-amzn-errortype"] == "ValidationException")
            let new = try await bench.send(
                "POST", CloudTests.haiku, invocation("2026-10-21"), headers: Bench.chatHeaders)
            #expect(new.status == 400)
            let named = try await bench.send(
                "POST", CloudTests.haiku, invocation("bedrock-2023-05-31", ["cache_control": ["type": "ephemeral"]]),
                headers: Bench.chatHeaders)
            #expect(named.status == 400)
            for profile in ["us", "global"] {
                let path = CloudTests.haiku.replacing("us.", with: profile + ".").replacing(":", with: "%3A")
                let reply = try await bench.send("POST", path, invocation(), headers: Bench.chatHeaders)
                #expect(reply.status == 200, "\(reply.text)")
                #expect(reply.at("model") == "claude-haiku-4-5-20251001")
            }
            let prices = bench.server.ledger.charges.map(\.picodollars)
            #expect(prices[0] * 10 == prices[1] * 11)
            bench.server.enqueue(.status(429))
            let throttled = try await bench.send("POST", CloudTests.haiku, invocation(), headers: Bench.chatHeaders)
            #expect(throttled.headers["x-amzn-errortype"] == "ThrottlingException")
            #expect(throttled.headers["x-amzn-requestid"] == bench.server.ledger.entries.last?.requestID)
        }
    }

    @Test func bedrocksEndpointForMessagesHasItsOwnIDsAndNoBatches() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let path = "/anthropic/v1/messages"
            let taken = try await bench.anthropic("POST", path, message(model: "anthropic.claude-haiku-4-5"))
            #expect(taken.status == 200, "\(taken.text)")
            #expect(bench.server.ledger.entries.first?.api == .bedrock)
            let dated = try await bench.anthropic(
                "POST", path, message(model: "anthropic.claude-haiku-4-5-20251001-v1:0"))
            #expect(dated.status == 404)
            #expect(dated.at("error", "type") == "not_found_error")
            #expect(try await bench.anthropic("GET", path + "/batches").status == 404)
        }
    }

    private struct Vertex {
        var bench: Bench

        func ask(_ model: String, _ location: String, _ body: Data) async throws -> Bench.Reply {
            let path = "/v1/projects/p/locations/\(location)/publishers/anthropic/models/\(model):rawPredict"
            return try await bench.send("POST", path, body, headers: Bench.chatHeaders)
        }
    }

    @Test func vertexHasTheModelInThePathAndTheVersionInTheBody() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let ask = Vertex(bench: bench).ask
            let body = invocation("vertex-2023-10-16")
            #expect(try await ask("claude-haiku-4-5@20251001", "global", body).status == 200)
            #expect(try await ask("claude-haiku-4-5@20251001", "us-east5", body).status == 200)
            let prices = bench.server.ledger.charges.map(\.picodollars)
            #expect(prices[1] * 10 == prices[0] * 11)
            #expect(try await ask("claude-haiku-4-5-20251001", "global", body).status == 404)
            #expect(try await ask("claude-haiku-4-5@20251001", "global", invocation("2026-10-21")).status == 400)
            let named = json(message(["anthropic_version": "vertex-2023-10-16"]))
            #expect(try await ask("claude-haiku-4-5@20251001", "global", named).status == 400)
            var counted = message(["anthropic_version": "vertex-2023-10-16"])
            counted["max_tokens"] = nil
            #expect(try await ask("count-tokens", "global", json(counted)).at("input_tokens") == "204")
        }
    }

    @Test func cloudsTakeNoImagesByAddress() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let image: [String: Any] = [
                "type": "image", "source": ["type": "url", "url": "https://example.com/a.png"],
            ]
            let turns: [String: Any] = ["messages": [["role": "user", "content": [image]]]]
            #expect(try await bench.anthropic("POST", "/v1/messages", message(turns)).status == 200)
            let reply = try await bench.send(
                "POST", CloudTests.haiku, invocation("bedrock-2023-05-31", turns), headers: Bench.chatHeaders)
            #expect(reply.status == 400)
        }
    }
}
