extension PlanningBehaviour: Codable {
    /// One switch: its name in JSON, and how it is read and written.
    private struct Switch: Sendable {
        let read: @Sendable (inout PlanningBehaviour, KeyedDecodingContainer<Name>) throws -> Void
        let write: @Sendable (PlanningBehaviour, inout KeyedEncodingContainer<Name>) throws -> Void

        init<Value: Codable & Sendable>(_ text: String, _ path: any WritableKeyPath<PlanningBehaviour, Value> & Sendable) {
            let name = Name(text)
            read = { behaviour, container in
                guard container.contains(name) else { return }
                behaviour[keyPath: path] = try container.decode(Value.self, forKey: name)
            }
            write = { behaviour, container in try container.encode(behaviour[keyPath: path], forKey: name) }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static let switches: [Switch] = [
        Switch("isLimited", \.isLimited), Switch("requestsPerHour", \.requestsPerHour),
        Switch("sendsRetryAfter", \.sendsRetryAfter),

        Switch("tokenSeconds", \.tokenSeconds), Switch("refusedLoginStatus", \.refusedLoginStatus),
        Switch("tokenMethod", \.tokenMethod), Switch("accountAuthentication", \.accountAuthentication),
        Switch("categoryStatus", \.categoryStatus), Switch("readsResources", \.readsResources),
        Switch("allowsWriting", \.allowsWriting), Switch("isAppKeyRevoked", \.isAppKeyRevoked),
        Switch("isUserLocked", \.isUserLocked),

        Switch("kindForm", \.kindForm), Switch("unavailabilityNumber", \.unavailabilityNumber),
        Switch("reasonForm", \.reasonForm), Switch("updateForm", \.updateForm), Switch("timeInput", \.timeInput),
        Switch("zone", \.zone), Switch("tellsZone", \.tellsZone), Switch("wholeDay", \.wholeDay), Switch("statuses", \.statuses),
        Switch("remarkForm", \.remarkForm), Switch("knowsFields", \.knowsFields),
        Switch("keepsUnknownMembers", \.keepsUnknownMembers), Switch("requiresKindAndReason", \.requiresKindAndReason),
        Switch("departmentForm", \.departmentForm),

        Switch("timeForm", \.timeForm), Switch("readsAreRich", \.readsAreRich), Switch("createdStatus", \.createdStatus),
        Switch("createAnswer", \.createAnswer), Switch("updateAnswer", \.updateAnswer), Switch("goneForm", \.goneForm),
        Switch("deletionStatus", \.deletionStatus), Switch("errorForm", \.errorForm), Switch("lockedStatus", \.lockedStatus),
        Switch("overlapStatus", \.overlapStatus), Switch("missingThingStatus", \.missingThingStatus),
        Switch("keepsEventsOfDeletedResources", \.keepsEventsOfDeletedResources),

        Switch("listForm", \.listForm), Switch("paging", \.paging), Switch("servesTotal", \.servesTotal),
        Switch("maximumPageSize", \.maximumPageSize), Switch("viewDays", \.viewDays),
    ]

    /// What is absent has its default; members that are no switch are ignored.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        self.init()
        // The name of a switch that `paging` took in.
        if try container.decodeIfPresent(Bool.self, forKey: Name("ignoresPaging")) == true { paging = .ignored }
        for member in Self.switches { try member.read(&self, container) }
        guard SimulatedZone(zone) != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: Name("zone"), in: container, debugDescription: "“\(zone)” is no time zone such as Europe/Paris.")
        }
    }

    /// Every switch, null for those that are off.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for member in Self.switches { try member.write(self, &container) }
    }
}
