#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An IP address, and whether it is public.
struct IPAddress: Hashable, Sendable {
    /// Four or sixteen bytes, in network order.
    let bytes: [UInt8]

    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// In the form that `canonical` parses.
    var text: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    /// Standard notation: four decimal numbers, or IPv6 without brackets and without a zone.
    init?(canonical text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
        } else {
            return nil
        }
    }

    /// The other spellings that resolvers and browsers accept for IPv4: one to four parts, each decimal, octal (`0…`) or
    /// hexadecimal (`0x…`), the last one filling the rest.
    init?(anyIPv4Spelling text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = Self.number(part) else { return nil }
            numbers.append(number)
        }
        let last = numbers.removeLast()
        guard numbers.allSatisfy({ $0 <= 255 }), last < (UInt64(1) << UInt64(8 * (4 - numbers.count))) else { return nil }
        var value = last
        for (position, number) in numbers.enumerated() { value += number << UInt64(8 * (3 - position)) }
        bytes = [UInt8(value >> 24 & 255), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    private static func number(_ part: Substring) -> UInt64? {
        guard let first = part.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        if part.hasPrefix("0x") || part.hasPrefix("0X") {
            let digits = part.dropFirst(2)
            if digits.isEmpty { return 0 }
            guard digits.first?.isHexDigit == true else { return nil }
            return UInt64(digits, radix: 16)
        }
        if part.count > 1, first == UInt8(ascii: "0") { return UInt64(part, radix: 8) }
        return UInt64(part)
    }

    var isIPv4: Bool { bytes.count == 4 }

    var isLoopback: Bool {
        isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Of a private network (RFC 1918, RFC 4193). A cloud's metadata, which is link-local, is none.
    var isPrivate: Bool {
        guard isIPv4 else { return bytes[0] & 0xfe == 0xfc }
        return switch (bytes[0], bytes[1]) {
        case (10, _), (172, 16...31), (192, 168): true
        default: false
        }
    }

    /// Globally reachable (the special-purpose registries of IANA, RFC 6890).
    var isPublic: Bool {
        if isIPv4 { return Self.isPublicIPv4(bytes) }
        // Addresses that contain an IPv4 one, to which the packets go: IPv4-mapped, and NAT64's well-known prefix.
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
        if bytes.starts(with: mapped) || bytes.starts(with: translated) { return Self.isPublicIPv4(Array(bytes.suffix(4))) }
        // Otherwise only global unicast, without tunnels that may lead to a private IPv4 address.
        guard bytes[0] & 0b1110_0000 == 0b0010_0000 else { return false }
        let protocolAssignments = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02
        let documentation =
            bytes.starts(with: [0x20, 0x01, 0x0d, 0xb8]) || (bytes.starts(with: [0x3f, 0xff]) && bytes[2] < 0x10)
        let sixToFour = bytes.starts(with: [0x20, 0x02])
        return !protocolAssignments && !documentation && !sixToFour
    }

    private static func isPublicIPv4(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _): false
        case (100, 64...127, _): false
        case (169, 254, _): false
        case (172, 16...31, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (192, 168, _): false
        case (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        case (224...255, _, _): false
        default: true
        }
    }
}

extension IPAddress: CustomStringConvertible {
    var description: String {
        if isIPv4 { return bytes.map { "\($0)" }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}
