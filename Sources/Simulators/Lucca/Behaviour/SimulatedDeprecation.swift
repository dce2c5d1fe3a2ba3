/// The announced end of an endpoint, in the headers `Deprecation` and `Sunset` of its answers.
package struct SimulatedDeprecation: Codable, Hashable, Sendable {
    /// The three spellings of a moment.
    package enum Form: String, Codable, Hashable, Sendable, CaseIterable {
        /// `Wed, 30 Jun 2027 00:00:00 GMT`.
        case httpDate
        /// `2027-06-30T00:00:00Z`.
        case dateTime
        /// `@1814313600`.
        case epoch
    }

    /// As in a fault: a path, where `*` matches anything.
    package var route: String
    /// nil: there is no header `Deprecation`.
    package var deprecatedOn: SimulatedDay?
    /// nil: there is no header `Sunset`.
    package var sunsetOn: SimulatedDay?
    package var form: Form

    package init(route: String, deprecatedOn: SimulatedDay? = nil, sunsetOn: SimulatedDay? = nil, form: Form = .httpDate) {
        self.route = route
        self.deprecatedOn = deprecatedOn
        self.sunsetOn = sunsetOn
        self.form = form
    }

    /// The headers by their names.
    var headers: [String: String] {
        var result: [String: String] = [:]
        if let deprecatedOn { result["Deprecation"] = form.text(deprecatedOn) }
        if let sunsetOn { result["Sunset"] = form.text(sunsetOn) }
        return result
    }
}

extension SimulatedDeprecation.Form {
    /// The first moment of a day in UTC.
    func text(_ day: SimulatedDay) -> String {
        switch self {
        case .httpDate:
            let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.weekday]
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let date = day.civil
            var out = JSONBytes()
            out.digits(date.day, width: 2)
            return "\(weekday), \(String(decoding: out.bytes, as: UTF8.self)) \(months[date.month - 1]) \(date.year) 00:00:00 GMT"
        case .dateTime: return "\(day)T00:00:00Z"
        case .epoch: return "@\(day.ordinal * 86_400)"
        }
    }
}
