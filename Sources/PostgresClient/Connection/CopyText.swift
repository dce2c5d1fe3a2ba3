/// Rows in the text format of COPY: tabs between columns, `\N` for null.
enum CopyText {
    /// - Parameter row: from 1, for the message.
    static func append(_ values: [PostgresValue], columns: Int, row: Int, to buffer: inout [UInt8]) throws(PostgresError) {
        guard values.count == columns else {
            throw PostgresError(
                .invalidValue, phase: .copy, "Row \(row) of a COPY has \(values.count) values for \(columns) columns.")
        }
        var scratch: [UInt8] = []
        for (index, value) in values.enumerated() {
            if index > 0 { buffer.append(0x09) }
            scratch.removeAll(keepingCapacity: true)
            let isPresent: Bool
            do { isPresent = try ValueText.append(value, to: &scratch) } catch {
                throw PostgresError(.invalidValue, phase: .copy, "Value \(index + 1) of row \(row) of a COPY \(error.reason).")
            }
            guard isPresent else {
                buffer.append(contentsOf: [0x5C, 0x4E])
                continue
            }
            for byte in scratch {
                switch byte {
                case 0x5C: buffer.append(contentsOf: [0x5C, 0x5C])
                case 0x09: buffer.append(contentsOf: [0x5C, 0x74])
                case 0x0A: buffer.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: buffer.append(contentsOf: [0x5C, 0x72])
                default: buffer.append(byte)
                }
            }
        }
        buffer.append(0x0A)
    }
}
