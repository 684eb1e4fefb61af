import CCurl
import Foundation

/// The transfer thread: the only one that ever touches a libcurl handle, except for waking.
struct TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let bodyLimit: Int
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var handles: [UInt64: UnsafeMutableRawPointer] = [:]

    private static let isReady = ccurl_global_init() == CURLE_OK

    /// Runs until the mailbox is closed; then answers whatever is left with `.cancelled`.
    static func run(mailbox: TransferMailbox, bodyLimit: Int) {
        // No signal handler runs on this thread. For SIGPIPE that is a must: a server that closes early would
        // otherwise end the program.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard isReady, let multi = curl_multi_init() else {
            refuseAll(mailbox)
            return
        }
        // An address is Sendable where a pointer is not, and `curl_multi_wakeup` is the one call that libcurl allows
        // from any thread. The mailbox calls it under its lock, and forgets it below before the handle is freed.
        let address = UInt(bitPattern: multi)
        mailbox.setWake { _ = curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: address)) }
        var loop = TransferLoop(multi: multi, bodyLimit: bodyLimit)
        while loop.turn(mailbox) {}
        mailbox.setWake(nil)
        loop.finishAll()
        curl_multi_cleanup(multi)
        refuseAll(mailbox)
    }

    private init(multi: UnsafeMutableRawPointer, bodyLimit: Int) {
        self.multi = multi
        self.bodyLimit = bodyLimit
    }

    /// One round: wishes, bytes, answers, sleep. False: closed.
    private mutating func turn(_ mailbox: TransferMailbox) -> Bool {
        let (wishes, isClosed) = mailbox.take()
        for wish in wishes {
            switch wish {
            case .start(let submission): start(submission)
            case .cancel(let number):
                if let handle = handles[number] { finish(handle, .failure(.cancelled)) }
            }
        }
        if isClosed { return false }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var handle: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while ccurl_multi_take_finished(multi, &handle, &code) == 1 {
            guard let finished = handle, let transfer = transfers[finished] else { continue }
            finish(finished, transfer.result(code))
        }
        // libcurl wakes up by itself for its own timers; a wish that came in meanwhile ends the wait at once.
        ccurl_multi_wait(multi, 60_000)
        return true
    }

    private mutating func start(_ submission: Submission) {
        do throws(TransportError) {
            let transfer = try Transfer(submission, bodyLimit: bodyLimit)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                throw TransportError.unreachable("no transfer can be started")
            }
            transfers[transfer.handle] = transfer
            handles[submission.number] = transfer.handle
        } catch {
            submission.continuation.resume(returning: .failure(error))
        }
    }

    private mutating func finish(_ handle: UnsafeMutableRawPointer, _ result: TransferResult) {
        curl_multi_remove_handle(multi, handle)
        guard let transfer = transfers.removeValue(forKey: handle) else { return }
        handles[transfer.number] = nil
        transfer.continuation.resume(returning: result)
    }

    private mutating func finishAll() {
        for handle in Array(transfers.keys) { finish(handle, .failure(.cancelled)) }
    }

    private static func refuseAll(_ mailbox: TransferMailbox) {
        mailbox.close()
        for case .start(let submission) in mailbox.take().wishes {
            submission.continuation.resume(returning: .failure(.unreachable("libcurl cannot be started")))
        }
    }
}
