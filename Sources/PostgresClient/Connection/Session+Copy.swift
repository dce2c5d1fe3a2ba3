internal import CLibPQ

extension Session {
    static let copyChunk = 1 << 16

    func beginCopy(_ table: PostgresTable, _ columns: [String], _ interrupt: Interrupt?) throws(PostgresError) {
        var names: [String] = []
        for column in columns { names.append(try SQLIdentifier.quote(column, .copy)) }
        let target = try table.quoted(.copy)
        guard !names.isEmpty else { throw PostgresError(.invalidValue, phase: .copy, "A COPY needs at least one column.") }
        var exchange = newExchange(.copy, nil, interrupt)
        try start(&exchange) { PQsendQuery($0, "copy \(target) (\(names.joined(separator: ", "))) from stdin") }
        let first = try next(&exchange)
        guard let first, first.status == PGRES_COPY_IN else {
            _ = try finish(&exchange, after: first)
            isBroken = true
            throw lost(exchange)
        }
        settleCancellation(&exchange)
        isCopying = true
        copyMayTakeEffect = exchange.mayTakeEffect
    }

    func sendCopy(_ bytes: [UInt8], _ interrupt: Interrupt?) throws(PostgresError) {
        guard !bytes.isEmpty else { return }
        var exchange = copyExchange(interrupt)
        guard interrupt?.isRequested != true else { throw exchange.error(.cancelled, "A COPY was cancelled with its task.") }
        // libpq counts in 32 bits, and a single row may be larger than a chunk.
        for start in stride(from: 0, to: bytes.count, by: 1 << 24) {
            let sent = bytes[start..<min(start + (1 << 24), bytes.count)].withUnsafeBytes { raw in
                PQputCopyData(connection, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
            }
            guard sent == 1 else {
                isBroken = true
                throw lost(exchange)
            }
            // All of it, so that no more than this is held here.
            try flush(&exchange)
        }
        settleCancellation(&exchange)
    }

    /// - Returns: the number of rows.
    func endCopy(_ interrupt: Interrupt?) throws(PostgresError) -> Int {
        var exchange = copyExchange(interrupt)
        isCopying = false
        guard PQputCopyEnd(connection, nil) == 1 else {
            isBroken = true
            throw lost(exchange)
        }
        try flush(&exchange)
        return try finish(&exchange).affectedRows
    }

    /// Nothing of the COPY stays.
    func abortCopy() {
        guard isCopying else { return }
        isCopying = false
        guard !isBroken else { return }
        var exchange = copyExchange(nil)
        exchange.deadline = .after(configuration.cancelGrace)
        guard PQputCopyEnd(connection, "abandoned by the client") == 1 else {
            isBroken = true
            return
        }
        do {
            try flush(&exchange)
            _ = try finish(&exchange)
            // The server accepted what we took back.
            isBroken = true
        } catch {
            // The expected answer: the server's error that we asked for.
            if error.code != .server && error.code != .cancelled && error.code != .timedOut { isBroken = true }
        }
    }

    private func copyExchange(_ interrupt: Interrupt?) -> Exchange {
        var exchange = newExchange(.copy, nil, interrupt)
        exchange.mayTakeEffect = copyMayTakeEffect
        return exchange
    }
}
