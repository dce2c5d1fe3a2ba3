public import Foundation

public enum TenantKind {}
/// A customer. Random, never used again, part of what its secrets are sealed with.
public typealias TenantID = TypedID<TenantKind, UUID>

public enum RunKind {}
/// A run, as operators type it: a number that only grows.
public typealias RunID = TypedID<RunKind, Int>

public enum EmployeeKind {}
/// Lucca's id of an employee (an integer in `/api/v3`, a text in the newer API, hence text).
public typealias EmployeeID = TypedID<EmployeeKind, String>

public enum DepartmentKind {}
/// Lucca's id of a department.
public typealias DepartmentID = TypedID<DepartmentKind, String>

public enum LeaveKind {}
/// Lucca's id of one half-day of leave.
public typealias LeaveID = TypedID<LeaveKind, String>

public enum LeavePeriodKind {}
/// Lucca's id of the leave period that groups the half-days of one request.
public typealias LeavePeriodID = TypedID<LeavePeriodKind, String>

public enum LeaveAccountKind {}
/// Lucca's id of a leave account, that is of a reason.
public typealias LeaveAccountID = TypedID<LeaveAccountKind, String>

public enum ResourceKind {}
/// PlanningPME's key of a resource.
public typealias ResourceKey = TypedID<ResourceKind, Int>

public enum PlanningDepartmentKind {}
/// PlanningPME's key of a department.
public typealias PlanningDepartmentKey = TypedID<PlanningDepartmentKind, Int>

public enum UnavailabilityTypeKind {}
/// PlanningPME's key of an unavailability type.
public typealias UnavailabilityTypeKey = TypedID<UnavailabilityTypeKind, Int>

public enum EventKind {}
/// PlanningPME's key of an event on the planning.
public typealias EventKey = TypedID<EventKind, Int>

/// An identifier that says what it identifies, so that an employee's id can't be passed where a department's is meant.
public struct TypedID<Kind, Value: Hashable & Sendable>: Hashable, Sendable {
    public let value: Value

    public init(_ value: Value) {
        self.value = value
    }
}

extension TypedID: CustomStringConvertible {
    public var description: String { String(describing: value) }
}

extension TypedID: Comparable where Value: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension TypedID: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral, ExpressibleByStringLiteral
where Value == String {
    public init(stringLiteral value: String) { self.init(value) }
}

extension TypedID: ExpressibleByIntegerLiteral where Value == Int {
    public init(integerLiteral value: Int) { self.init(value) }
}

extension TypedID: Encodable where Value: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension TypedID: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Value.self)) }
}

/// The name operators type for a tenant: `[a-z0-9-]{2,40}` (`contracts/cli.md`).
public struct TenantSlug: Hashable, Sendable, CustomStringConvertible {
    public let value: String

    /// - Throws: `SyncError` with code `invalid_slug`.
    public init(_ value: String) throws(SyncError) {
        let allowed = value.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard allowed, (2...40).contains(value.utf8.count) else {
            throw SyncError(.tenant(.slugInvalid))
        }
        self.value = value
    }

    public var description: String { value }
}

extension TenantSlug: Codable {
    public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
