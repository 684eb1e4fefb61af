import Foundation

/// One request over a socket that blocks: however long a busy machine takes, nothing here gives up.
extension Bench.Reply {
    struct BrokenOff: Error {}

    init(to request: Data, at port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        name.sin_port = port.bigEndian
        let isConnected = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
        var rest = request[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // Who answers before all is read may have closed: what it said is read below.
            if sent <= 0 { break }
            rest = rest.dropFirst(sent)
        }
        try self.init(Bench.Reply.all(from: descriptor))
    }

    /// Everything up to the end of the answer, or of the connection.
    private static func all(from descriptor: Int32) -> Data {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return bytes }
            bytes += buffer[..<count]
            if (try? Bench.Reply(bytes)) != nil { return bytes }
        }
    }

    /// - Throws: where a part of the answer is missing.
    private init(_ bytes: Data) throws {
        guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { throw BrokenOff() }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let words = lines[0].split(separator: " ")
        let body = Data(bytes[end.upperBound...])
        guard words.count > 1, let status = Int(words[1]), let length = headers["content-length"].flatMap(Int.init),
            body.count >= length
        else { throw BrokenOff() }
        self.init(status: status, headers: headers, body: body.prefix(length))
    }
}
