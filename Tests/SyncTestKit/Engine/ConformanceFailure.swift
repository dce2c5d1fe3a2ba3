/// A port breaks a promise of its protocol.
package struct ConformanceFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ claim: String, _ file: StaticString, _ line: UInt) {
        description = "\(file):\(line): not so: \(claim)"
    }
}

/// - Throws: `ConformanceFailure` unless `condition` holds.
func expect(
    _ condition: Bool, _ claim: String, file: StaticString = #fileID, line: UInt = #line
) throws(ConformanceFailure) {
    guard condition else { throw ConformanceFailure(claim, file, line) }
}

func expectEqual<Value: Equatable>(
    _ left: Value, _ right: Value, _ claim: String, file: StaticString = #fileID, line: UInt = #line
) throws(ConformanceFailure) {
    guard left == right else { throw ConformanceFailure("\(claim): \(left) is not \(right)", file, line) }
}
