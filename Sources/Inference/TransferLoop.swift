import CCurl
import Foundation

/// The transfer thread: the only one that ever touches a libcurl handle, except for waking.
struct TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let setup: TransferSetup
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
    /// Handles that wait for a next request: to make and configure one costs more than to send with it.
    private var idle: [Transfer] = []
    /// When the transfers must be looked through for silent ones.
    private var nextSweep: ContinuousClock.Instant?

    /// Asked for on the thread that makes the transport: where the program ends at once, the libraries that libcurl sets
    /// up must not be torn down while they are being set up.
    static let isReady = ccurl_global_init() == CURLE_OK
    private static let mostIdle = 128
    private static let mostConnections = 256

    /// Runs until the mailbox is closed; then answers whatever is left with `.cancelled`.
    static func run(mailbox: TransferMailbox, setup: TransferSetup) {
        // No signal handler runs on this thread. For SIGPIPE that is a must: a server that closes early would
        // otherwise end the program.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard isReady, let multi = curl_multi_init() else {
            refuseAll(mailbox)
            return
        }
        // By itself libcurl keeps four for each request under way: few are left to reuse after a quiet moment.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, mostConnections)
        // An address is Sendable where a pointer is not, and `curl_multi_wakeup` is the one call that libcurl allows
        // from any thread. The mailbox calls it under its lock, and forgets it below before the handle is freed.
        let address = UInt(bitPattern: multi)
        mailbox.setWake { _ = curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: address)) }
        var loop = TransferLoop(multi: multi, setup: setup)
        while loop.turn(mailbox) {}
        mailbox.setWake(nil)
        loop.finishAll()
        curl_multi_cleanup(multi)
        refuseAll(mailbox)
    }

    private init(multi: UnsafeMutableRawPointer, setup: TransferSetup) {
        self.multi = multi
        self.setup = setup
    }

    /// One round: wishes, bytes, answers, sleep. False: closed.
    private mutating func turn(_ mailbox: TransferMailbox) -> Bool {
        let (wishes, isClosed) = mailbox.take()
        for wish in wishes {
            switch wish {
            case .start(let submission): start(submission)
            case .cancel(let number):
                if let handle = handles[number] { finish(handle, .failure(.cancelled), isReusable: false) }
            }
        }
        if isClosed { return false }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var handle: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while ccurl_multi_take_finished(multi, &handle, &code) == 1 {
            guard let finished = handle, let transfer = transfers[finished] else { continue }
            finish(finished, transfer.result(code), isReusable: code == CURLE_OK)
        }
        // libcurl wakes up by itself for its own timers; a wish that came in meanwhile ends the wait at once.
        ccurl_multi_wait(multi, sweep())
        return true
    }

    /// Ends the transfers whose other side is silent for too long.
    ///
    /// - Returns: milliseconds until it must be called again.
    private mutating func sweep() -> Int32 {
        guard let due = nextSweep else { return 60_000 }
        let now = ContinuousClock.now
        if due <= now {
            nextSweep = nil
            for (handle, transfer) in transfers {
                guard let deadline = transfer.deadline else { continue }
                if deadline <= now {
                    finish(handle, .failure(transfer.silenceError), isReusable: false)
                } else {
                    nextSweep = min(nextSweep ?? deadline, deadline)
                }
            }
        }
        return nextSweep.map { Int32(min(max(1, ($0 - now).inMilliseconds.rounded(.up)), 60_000)) } ?? 60_000
    }

    private mutating func start(_ submission: Submission) {
        do throws(TransportError) {
            let transfer: Transfer
            if let free = idle.popLast() { transfer = free } else { transfer = try Transfer(setup) }
            try transfer.begin(submission)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                throw TransportError.unreachable("no transfer can be started")
            }
            transfers[transfer.handle] = transfer
            handles[submission.number] = transfer.handle
            // Whichever of its limits is the nearest.
            let request = submission.request
            let limit = min(request.firstByteTimeout ?? request.stallTimeout, request.stallTimeout)
            let deadline = ContinuousClock.now + limit
            nextSweep = min(nextSweep ?? deadline, deadline)
        } catch {
            submission.continuation.resume(returning: .failure(error))
        }
    }

    private mutating func finish(_ handle: UnsafeMutableRawPointer, _ result: TransferResult, isReusable: Bool) {
        curl_multi_remove_handle(multi, handle)
        guard let transfer = transfers.removeValue(forKey: handle), let submission = transfer.end() else { return }
        handles[submission.number] = nil
        if isReusable, idle.count < TransferLoop.mostIdle { idle.append(transfer) }
        submission.continuation.resume(returning: result)
    }

    private mutating func finishAll() {
        for handle in Array(transfers.keys) { finish(handle, .failure(.cancelled), isReusable: false) }
        idle = []
    }

    private static func refuseAll(_ mailbox: TransferMailbox) {
        mailbox.close()
        for case .start(let submission) in mailbox.take().wishes {
            submission.continuation.resume(returning: .failure(.unreachable("libcurl cannot be started")))
        }
    }
}
