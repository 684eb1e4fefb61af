import Foundation
import Testing

@testable import Inference

struct SigV4Tests {
    /// 2026-11-21T00:00:00Z
    static let midnight = 1_795_219_200.0

    private func signer(token: String? = nil) -> SigV4 {
        SigV4(
            accessKey: "AKIDEXAMPLE", secretKey: Secret(value: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: token, region: "us-east-1", service: "bedrock")
    }

    private func request(_ path: String) -> HTTPRequest {
        let body =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[{"role":"user","content":"x"}]}"#
        return HTTPRequest(
            url: "https://bedrock-runtime.us-east-1.amazonaws.com\(path)",
            headers: [("accept", "application/json"), ("content-type", "application/json")], body: Data(body.utf8))
    }

    private func value(_ name: String, _ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == name }?.value
    }

    /// Computed independently, twice, over the same request.
    @Test(arguments: [
        (
            "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/invoke",
            "57d78dfc704605b7c37370f3caf0ffa750ade2c750e2dc507c18cd8e75191f74"
        ),
        (
            "/model/anthropic.claude-opus-4-7/invoke",
            "2e3dbb397cab21927e54e1654a0dc78ad85e631e97855fca211cafed10027e6a"
        ),
    ])
    func aSignatureIsThatOfAWSForIDsWithAColonToo(path: String, signature: String) {
        let signed = signer().signed(request(path), date: SigV4Tests.midnight)
        #expect(value("x-amz-date", signed) == "20261121T000000Z")
        #expect(
            value("authorization", signed)
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, Signature=\(signature)")
        #expect(value("accept", signed) == "application/json")
    }

    @Test func aSessionTokenIsSentAndSigned() {
        let signed = signer(token: "TOKEN").signed(request("/model/a/invoke"), date: SigV4Tests.midnight)
        #expect(value("x-amz-security-token", signed) == "TOKEN")
        #expect(value("authorization", signed)?.contains("host;x-amz-date;x-amz-security-token") == true)
    }

    @Test func aSignerThatIsPrintedShowsNoSecret() {
        #expect(!"\(signer(token: "T"))".contains("wJalr"))
    }

    @Test(arguments: [-1, .nan, .infinity, 1e300])
    func anAbsurdClockIsNoCrash(date: Double) {
        #expect(value("authorization", signer().signed(request("/a"), date: date)) != nil)
    }
}
