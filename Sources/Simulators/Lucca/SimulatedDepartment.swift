/// A department of a simulated Lucca.
public struct SimulatedDepartment: Codable, Hashable, Sendable {
    /// Lucca's number for it.
    public let id: Int
    /// What people call it.
    public var name: String
    /// May be empty.
    public var code: String
    /// The parent's whole `hierarchy`; nil for the root.
    public var parent: String?
    /// A path of positions such as `/1/2/2/`.
    public var hierarchy: String
    /// Its place among its siblings, from 1.
    public var position: Int
    /// False once the company closed it.
    public var isActive: Bool
    /// The employee who leads it.
    public var headID: Int?

    init(id: Int, name: String, code: String, parent: String? = nil, hierarchy: String, position: Int = 1) {
        self.id = id
        self.name = name
        self.code = code
        self.parent = parent
        self.hierarchy = hierarchy
        self.position = position
        isActive = true
    }
}
