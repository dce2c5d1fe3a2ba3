internal import CLibPQ
internal import Foundation

/// The parameters of one execution in the form libpq takes: everything in text, `bytea` in binary.
struct ParameterBuffer {
    struct Refusal: Error {
        /// From 1, as in `$1`.
        let parameter: Int
        let reason: String
    }

    private var bytes: [UInt8] = []
    /// -1 for null.
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [PostgresValue]) throws(Refusal) {
        guard values.count <= Int(UInt16.max) else {
            throw Refusal(parameter: values.count, reason: "is beyond the 65,535 that a statement takes; bind an array instead")
        }
        offsets.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            var isPresent = true
            var format: Int32 = 0
            if case .bytes(let content) = value {
                bytes.append(contentsOf: content)
                format = 1
            } else {
                do { isPresent = try ValueText.append(value, to: &bytes) } catch {
                    throw Refusal(parameter: offsets.count + 1, reason: error.reason)
                }
            }
            guard let length = Int32(exactly: bytes.count - start), length < 1_000_000_000 else {
                throw Refusal(parameter: offsets.count + 1, reason: "is larger than 1 GB")
            }
            offsets.append(isPresent ? start : -1)
            lengths.append(length)
            formats.append(format)
            bytes.append(0)
        }
    }

    /// Hands over count, values, lengths and formats, valid during the call.
    func withPointers<Result>(
        _ use: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        guard !offsets.isEmpty else { return use(0, nil, nil, nil) }
        return bytes.withUnsafeBytes { raw in
            let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        use(Int32(pointers.count), pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
