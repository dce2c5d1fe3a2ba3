/// Reads `{a,"b \"c\"",NULL}`, one dimension, as PostgreSQL writes arrays.
enum ArrayText {
    static func elements(_ field: UnsafeBufferPointer<UInt8>) -> [String?]? {
        guard field.count >= 2, field[0] == 0x7B, field[field.count - 1] == 0x7D else { return nil }
        if field.count == 2 { return [] }
        let end = field.count - 1
        var elements: [String?] = []
        var position = 1
        while true {
            guard let element = element(field, &position, end) else { return nil }
            elements.append(element.isNull ? nil : element.text)
            if position == end { return elements }
            guard field[position] == 0x2C else { return nil }
            position += 1
        }
    }

    private static func element(
        _ field: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int
    ) -> (text: String, isNull: Bool)? {
        var bytes: [UInt8] = []
        guard position < end else { return nil }
        if field[position] == 0x22 {
            position += 1
            while position < end, field[position] != 0x22 {
                if field[position] == 0x5C { position += 1 }
                guard position < end else { return nil }
                bytes.append(field[position])
                position += 1
            }
            guard position < end else { return nil }
            position += 1
            return (String(decoding: bytes, as: UTF8.self), false)
        }
        while position < end, field[position] != 0x2C {
            // An unquoted brace begins a second dimension.
            guard field[position] != 0x7B, field[position] != 0x7D else { return nil }
            bytes.append(field[position])
            position += 1
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return (text, text == "NULL")
    }
}
