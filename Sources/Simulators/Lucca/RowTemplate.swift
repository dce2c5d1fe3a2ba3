/// One property of a row and how it is written.
struct RowProperty<Row> {
    enum Content {
        case value((Row, inout JSONBytes) -> Void)
        /// Null when `isPresent` says no.
        case object(isPresent: (Row) -> Bool, [RowProperty<Row>])
    }

    let name: String
    let content: Content

    static func value(_ name: String, _ write: @escaping (Row, inout JSONBytes) -> Void) -> RowProperty {
        RowProperty(name: name, content: .value(write))
    }

    static func object(
        _ name: String, isPresent: @escaping (Row) -> Bool = { _ in true }, _ properties: [RowProperty<Row>]
    ) -> RowProperty {
        RowProperty(name: name, content: .object(isPresent: isPresent, properties))
    }
}

/// A row's JSON with names, order and projection settled once, so that writing ten thousand rows costs only their values.
struct RowTemplate<Row> {
    private var segments: [(prefix: [UInt8], write: (Row, inout JSONBytes) -> Void)] = []
    private var suffix: [UInt8]

    init(_ properties: [RowProperty<Row>], selecting selection: FieldSelection, letterCase: LuccaBehaviour.LetterCase) {
        for property in properties {
            let inside = selection[property.name]
            guard selection.isEmpty || inside != nil else { continue }
            let lead = (segments.isEmpty ? "{\"" : ",\"") + letterCase.spelling(property.name) + "\":"
            switch property.content {
            case .value(let write):
                segments.append((Array(lead.utf8), write))
            case .object(let isPresent, let members):
                let nested = RowTemplate(members, selecting: inside ?? FieldSelection(), letterCase: letterCase)
                segments.append(
                    (
                        Array(lead.utf8),
                        { row, out in
                            if isPresent(row) { nested.write(row, into: &out) } else { out.null() }
                        }
                    ))
            }
        }
        suffix = Array((segments.isEmpty ? "{}" : "}").utf8)
    }

    func write(_ row: Row, into out: inout JSONBytes) {
        for segment in segments {
            out.raw(segment.prefix)
            segment.write(row, &out)
        }
        out.raw(suffix)
    }
}
