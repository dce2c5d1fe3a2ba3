/// Texts that came with HTML entities in place of characters.
enum HTMLEntities {
    /// From U+00A0 on, in order.
    private static let latin =
        """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para \
        middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute \
        Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
        THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
        ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """
    private static let others: [String: UInt32] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "OElig": 0x152, "oelig": 0x153, "euro": 0x20AC,
        "hellip": 0x2026, "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "ldquo": 0x201C, "rdquo": 0x201D,
        "bull": 0x2022, "trade": 0x2122, "lsqb": 0x5B, "lbrack": 0x5B, "rsqb": 0x5D, "rbrack": 0x5D, "sol": 0x2F, "colon": 0x3A,
    ]
    private static let names: [String: UInt32] = {
        var names = others
        for (place, name) in latin.split(separator: " ").enumerated() { names[String(name)] = 0xA0 + UInt32(place) }
        return names
    }()
    /// No entity that is known has a longer name or number.
    private static let longest = 10

    /// The characters that the entities mean, once; what is no entity stays as it is.
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "&"),
                let end = bytes[position..<min(bytes.count, position + longest + 2)].firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(of: bytes[(position + 1)..<end])
            {
                decoded += Array(String(Character(scalar)).utf8)
                position = end + 1
            } else {
                decoded.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func scalar(of entity: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let name = String(decoding: entity, as: UTF8.self)
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            return UInt32(name.dropFirst(2), radix: 16).flatMap(kept)
        }
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(kept) }
        return names[name].flatMap(Unicode.Scalar.init)
    }

    /// NUL can't be kept by any store.
    private static func kept(_ code: UInt32) -> Unicode.Scalar? { code == 0 ? nil : Unicode.Scalar(code) }
}
