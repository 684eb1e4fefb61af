import Foundation
import Synchronization

/// A port on 127.0.0.1 that speaks whatever its handler writes; each connection has a thread of its own.
final class RawServer: Sendable {
    struct Connection: Sendable {
        let descriptor: Int32

        func write(_ text: String) {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if sent <= 0 { return }
                rest = rest.dropFirst(sent)
            }
        }

        /// Up to the empty line after a request's headers; nil at the connection's end.
        func head() -> String? {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// So many bytes of a body.
        func take(_ count: Int) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            _ = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
            return bytes
        }

        /// Returns when the other side has closed.
        func waitForClosing() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {}
        }
    }

    private let listener: Int32
    private let isServed: Bool
    let port: UInt16
    private let arrived = Mutex<(heads: [String], connections: Int)>(([], 0))

    var address: String { "http://127.0.0.1:\(port)" }
    var heads: [String] { arrived.withLock { $0.heads } }
    var connections: Int { arrived.withLock { $0.connections } }

    /// - Parameters:
    ///   - backlog: connections that the kernel takes in advance.
    ///   - handler: nil: nobody accepts, so that after a few connecting hangs.
    init(backlog: Int32 = 64, _ handler: (@Sendable (Connection, _ head: String) -> Void)?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        isServed = handler != nil
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, backlog) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: name.sin_port)
        guard let handler else { return }
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    // Here and not in deinit: a new server could get the number while this still waits on it.
                    close(listener)
                    return
                }
                self?.arrived.withLock { $0.connections += 1 }
                Thread.detachNewThread { [weak self] in
                    let connection = Connection(descriptor: descriptor)
                    while let head = connection.head() {
                        self?.arrived.withLock { $0.heads.append(head) }
                        handler(connection, head)
                    }
                    close(descriptor)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        if !isServed { close(listener) }
    }
}

/// A port whose queue is full: connecting to it neither succeeds nor fails.
final class FullServer {
    private let server: RawServer
    private var fillers: [Int32] = []

    var address: String { server.address }

    init() throws {
        server = try RawServer(backlog: 0, nil)
        for _ in 0..<4 {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            name.sin_port = server.port.bigEndian
            withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            fillers.append(filler)
        }
    }

    deinit { for filler in fillers { close(filler) } }
}

/// An HTTPS server with a certificate of its own, which nobody has reason to trust; in Python, which has TLS at hand.
final class TLSServer {
    let certificate: String
    let address: String
    private let folder: URL
    private let server = Process()
    private let lifeline = Pipe()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.path + "/cert.pem"
        let maker = Process()
        maker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        maker.arguments =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
            .split(separator: " ").map(String.init)
            + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder.path + "/key.pem", "-out", certificate]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
        let script = """
            import http.server, os, ssl, sys, threading
            class H(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    body = str(self.headers).encode()
                    self.send_response(200); self.send_header("content-length", str(len(body))); self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *a): pass
            s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
            c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.load_cert_chain(sys.argv[1], sys.argv[2])
            s.socket = c.wrap_socket(s.socket, server_side=True)
            print(s.server_address[1], flush=True)
            # Ends with the test, whatever ends that.
            threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
            s.serve_forever()
            """
        let output = Pipe()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = ["python3", "-c", script, certificate, folder.path + "/key.pem"]
        server.standardOutput = output
        server.standardInput = lifeline
        server.standardError = FileHandle.nullDevice
        try server.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        address = "https://127.0.0.1:" + line.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        try? FileManager.default.removeItem(at: folder)
    }
}
