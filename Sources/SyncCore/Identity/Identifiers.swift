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
