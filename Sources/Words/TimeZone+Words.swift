package import Foundation

extension TimeZone {
    /// `Europe/Paris`; `UTC` for the one that Foundation calls GMT.
    package var shownName: String { self == .gmt ? "UTC" : identifier }
}
