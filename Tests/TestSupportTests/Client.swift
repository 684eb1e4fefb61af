import Foundation
import TestSupport
import Testing

/// A server and a plain client of it: one connection a request.
struct Bench {
    struct Reply {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// What stands at a path of names and numbers, as text; nil: nothing, or null.
        func at(_ path: String...) -> String? {
            var value = try? JSONSerialization.jsonObject(with: body)
            for name in path {
                if let index = Int(name), let list = value as? [Any] {
                    value = list.indices.contains(index) ? list[index] : nil
                } else {
                    value = (value as? [String: Any])?[name]
                }
            }
            guard let value, !(value is NSNull) else { return nil }
            return value as? String ?? "\(value)"
        }
    }

    let server: ModelServer
    let port: UInt16

    /// Serves `body` and closes the port after it, whatever happens.
    static func open(_ server: ModelServer = ModelServer(), _ body: (Bench) async throws -> Void) async throws {
        let address = try await server.start()
        let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
        do {
            try await body(Bench(server: server, port: port))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func send(
        _ method: String = "POST", _ target: String, _ body: Data = Data(), headers: [String: String]
    ) async throws -> Reply {
        var head = "\(method) \(target) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\nconnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "content-length: \(body.count)\r\n\r\n"
        let (request, port) = (Data(head.utf8) + body, port)
        return try await onOwnThread { try Reply(to: request, at: port) }
    }

    static let anthropicHeaders = [
        "x-api-key": "test-key", "anthropic-version": "2023-06-01", "content-type": "application/json",
    ]
    static let chatHeaders = ["authorization": "Bearer test-key", "content-type": "application/json"]

    func anthropic(_ method: String = "POST", _ path: String = "/v1/messages", _ body: [String: Any] = [:]) async throws
        -> Reply
    {
        try await send(method, path, body.isEmpty ? Data() : json(body), headers: Bench.anthropicHeaders)
    }

    func chat(_ body: [String: Any], path: String = "/v1/chat/completions") async throws -> Reply {
        try await send("POST", path, json(body), headers: Bench.chatHeaders)
    }
}

func json(_ value: Any) -> Data { (try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)) ?? Data() }

/// A request about one item; `more` is added to it or put in the place of what is there.
func message(_ text: String = "billing", model: String = "claude-haiku-4-5", _ more: [String: Any] = [:])
    -> [String: Any]
{
    let body: [String: Any] = [
        "model": model, "max_tokens": 200, "messages": [["role": "user", "content": text]],
    ]
    return body.merging(more) { $1 }
}

func message(model: String = "claude-haiku-4-5", _ more: [String: Any]) -> [String: Any] {
    message("billing", model: model, more)
}

func chatBody(model: String = "gpt-5.4", _ more: [String: Any]) -> [String: Any] {
    chatBody("billing", model: model, more)
}

func chatBody(_ text: String = "billing", model: String = "gpt-5.4", _ more: [String: Any] = [:]) -> [String: Any] {
    let body: [String: Any] = ["model": model, "messages": [["role": "user", "content": text]]]
    return body.merging(more) { $1 }
}

var schema: [String: Any] {
    let label: [String: Any] = ["type": "string", "enum": ["billing", "technical"]]
    return [
        "type": "object", "properties": ["label": label, "rationale": ["type": "string"]],
        "required": ["label", "rationale"], "additionalProperties": false,
    ]
}

var structured: [String: Any] { ["output_config": ["format": ["type": "json_schema", "schema": schema]]] }
