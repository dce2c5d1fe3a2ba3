/// What makes two requests equal: neither the order of names nor the spelling of numbers counts.
struct RequestShape: Hashable, Sendable {
    let place: RequestPlace
    let query: [QueryItem]
    let body: RecordedBody

    init(_ place: RequestPlace, query: [QueryItem], body: RecordedBody) {
        self.place = place
        self.query = Self.sorted(query)
        self.body =
            switch body {
            case .json(let value): .json(value.canonical)
            case .form(let fields): .form(Self.sorted(fields))
            case .empty, .bytes: body
            }
    }

    /// Values of one name keep their order.
    private static func sorted(_ fields: [QueryItem]) -> [QueryItem] {
        fields.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element)
    }

    /// The same with other values.
    /// - Parameters:
    ///   - field: of a query and of a form.
    ///   - document: of a body.
    func replacing(field: (QueryItem) -> QueryItem, document: (JSONValue) -> JSONValue) -> RequestShape {
        let body: RecordedBody =
            switch self.body {
            case .json(let value): .json(document(value))
            case .form(let fields): .form(fields.map(field))
            case .empty, .bytes: self.body
            }
        return RequestShape(place, query: query.map(field), body: body)
    }

    /// The texts of its query and of its body, in an order that equal requests share.
    var texts: [String] {
        var texts = query.map(\.value)
        switch body {
        case .json(let value):
            _ = value.mapTexts { text in
                texts.append(text)
                return text
            }
        case .form(let fields): texts += fields.map(\.value)
        case .empty, .bytes: break
        }
        return texts
    }

    /// The same for any dates and times.
    var withoutMoments: RequestShape {
        replacing(
            field: { QueryItem(name: $0.name, value: MomentMask.masked($0.value)) },
            document: { $0.mapTexts(MomentMask.masked) })
    }
}
