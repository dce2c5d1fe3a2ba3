package import Foundation

package enum TenantKind {}
/// Random, never reused, and part of what the tenant's secrets are sealed with.
package typealias TenantID = TypedID<TenantKind, UUID>

package enum RunKind {}
/// A run's number, as operators type it: it only grows.
package typealias RunID = TypedID<RunKind, Int>

package enum QueuedOperationKind {}
package enum BatchKind {}
/// A queued operation's number, as operators type it.
package typealias OperationID = TypedID<QueuedOperationKind, Int>
/// A command for many tenants, which can be resumed.
package typealias BatchID = TypedID<BatchKind, Int>

package enum EmployeeKind {}
/// Lucca's id of an employee (an integer in `/api/v3`, a text in the newer API, hence text).
package typealias EmployeeID = TypedID<EmployeeKind, String>

package enum DepartmentKind {}
/// Lucca's id of a department.
package typealias DepartmentID = TypedID<DepartmentKind, String>

package enum LeavePeriodKind {}
/// Lucca's id of the leave period that groups the half-days of one request.
package typealias LeavePeriodID = TypedID<LeavePeriodKind, String>

package enum LeaveAccountKind {}
/// Lucca's id of a leave account.
package typealias LeaveAccountID = TypedID<LeaveAccountKind, String>

package enum ResourceKind {}
/// PlanningPME's key of a resource.
package typealias ResourceKey = TypedID<ResourceKind, Int>

package enum PlanningDepartmentKind {}
/// PlanningPME's key of a department.
package typealias PlanningDepartmentKey = TypedID<PlanningDepartmentKind, Int>

package enum UnavailabilityTypeKind {}
/// PlanningPME's key of an unavailability type.
package typealias UnavailabilityTypeKey = TypedID<UnavailabilityTypeKind, Int>

package enum EventKind {}
/// PlanningPME's key of an event on the planning.
package typealias EventKey = TypedID<EventKind, Int>

/// An identifier typed by what it identifies: an employee's id cannot be passed for a department's.
package struct TypedID<Kind, Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }
}

extension TypedID: CustomStringConvertible {
    package var description: String { String(describing: value) }
}

extension TypedID: Comparable where Value: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension TypedID: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral, ExpressibleByStringLiteral
where Value == String {
    package init(stringLiteral value: String) { self.init(value) }
}

extension TypedID: ExpressibleByIntegerLiteral where Value == Int {
    package init(integerLiteral value: Int) { self.init(value) }
}

extension TypedID: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension TypedID: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Value.self)) }
}

/// The name operators type for a tenant: `[a-z0-9-]{2,40}` (`contracts/cli.md`).
package struct TenantSlug: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    /// - Throws: `SyncError` with code `invalid_slug`.
    package init(_ value: String) throws(SyncError) {
        let allowed = value.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard allowed, (2...40).contains(value.utf8.count) else {
            throw SyncError(.tenant(.slugInvalid))
        }
        self.value = value
    }

    package var description: String { value }
}

extension TenantSlug: Codable {
    package init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
