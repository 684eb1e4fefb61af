import CCurl

/// What all transfers of a transport have in common: proxies and trusted authorities, from the environment.
struct TransferSetup: Sendable {
    let bodyLimit: Int
    private let environment: [String: String]

    /// A variable that is set to nothing counts as not set, as for libcurl.
    init(bodyLimit: Int, environment: [String: String]) {
        self.bodyLimit = bodyLimit
        self.environment = environment.filter { !$0.value.isEmpty }
    }

    /// The proxy for this address; empty: none, and libcurl shall not look into the environment either.
    func proxy(for url: String) -> String {
        let isEncrypted = url.lowercased().hasPrefix("https:")
        // `HTTP_PROXY` is left out on purpose: on a web server a visitor could set it by a header.
        let names = isEncrypted ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        return first(names + ["all_proxy", "ALL_PROXY"]) ?? ""
    }

    var noProxy: String { first(["no_proxy", "NO_PROXY"]) ?? "" }

    /// Files and folders of certificates that are trusted in place of the system's; as the program `curl` does,
    /// libcurl itself knows none of these variables.
    var certificates: [(option: CURLoption, path: String)] {
        if let bundle = environment["CURL_CA_BUNDLE"] {
            return [(CURLOPT_CAINFO, bundle), (CURLOPT_PROXY_CAINFO, bundle)]
        }
        var paths: [(option: CURLoption, path: String)] = []
        if let folder = environment["SSL_CERT_DIR"] {
            paths += [(CURLOPT_CAPATH, folder), (CURLOPT_PROXY_CAPATH, folder)]
        }
        if let file = environment["SSL_CERT_FILE"] {
            paths += [(CURLOPT_CAINFO, file), (CURLOPT_PROXY_CAINFO, file)]
        }
        return paths
    }

    private func first(_ names: [String]) -> String? {
        for name in names { if let value = environment[name] { return value } }
        return nil
    }
}
