/// What breaks readers: pieces that mutations put in place of others.
enum FuzzWords {
    static let numbers = [
        "0", "-0", "1", "-1", "01", "007", "1.0", "0.5", "-0.0", "1e0", "1E5", "1e-5", "1e400", "-1e400", "1e-400", "1e999999999",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "99999999999999999999999999999999999999999999", "0.1", "0.30000000000000004", "123456789012345678901234567890.123456789",
        "2147483648", "4294967296", "1e", "-", "+1", ".5", "5.", "0x10", "NaN", "Infinity", "1e+", "12345678901234567.5",
        "1e127", "1e128", "1e-127", "1e-128", "170141183460469231731687303715884105728", "3.0e2", "0e0", "100e-2",
    ]
    static let words = ["null", "true", "false", "nul", "True", "[]", "{}", "\"\"", "[null]", "{\"\":null}", "[[]]"]
    static let texts = [
        "", " ", "0", "1", "-1", "007", "9223372036854775807", "9223372036854775808", "1.5", "1e3", "0x1p4", "inf", "nan", "+5",
        "true", "FALSE", "null", "n/a", "peut-être", "é", "e\\u0301", "\\u0000", "\\ud83d\\ude00", "\\ud800", "\\udc00\\ud800",
        "\\uD83D\\u0041", "\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\x", "\\u12", "\u{202E}", "\u{FEFF}", "\u{0}",
        "2026-12-25", "2026-12-25T00:00:00", "2026-12-25T08:00:00Z", "2026-12-25T08:00:00.123456789+14:00", "2026-02-29",
        "0000-00-00", "0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00-14:00", "2026-03-29T02:30:00", "2026-10-25T02:30:00",
        "2026-12-25T25:61:61", "2026-12-25T08:00:60Z", "2026-12-25 08:00", "2026-12-25t08:00z", "12026-12-25", "２０２６-12-25",
        "02:30:00", "1.02:30:00", "02:30:00.5000000", "24:00:00", "9999.23:59:59", "-02:30:00", "2:5", ":", "::", "99999:00",
        "1/2/3", "/1/2/", "/", "//", "0001",
        "[lucca:acme/9/7/2026-12-24-AM]", "[LUCCA:ACME/9/7/2026-12-24-PM]", "[lucca:acme/9/7/2026-12-24-AM", "[lucca:[lucca:",
        "Unavailability", "unavailability", "Task", "Human", "<html>", "http://169.254.169.254/", "next",
        "\u{1F1EB}\u{1F1F7}\u{200D}", "K", "İ", "ß", "\\r\\n",
    ]
    static let names = [
        "id", "Id", "ID", "key", "Key", "items", "Items", "data", "Data", "count", "total", "next", "name", "type", "start",
        "end",
        "remark", "resources", "unavailability", "errors", "access_token", "departments", "departmentId", "DepartmentID",
        "isAm", "isAM", "leavePeriod", "leaveAccount", "ownerId", "owner", "isConfirmed", "date", "value", "cancellationDate",
        "hierarchy", "label", "registrationNumber", "", "\\u0069d", "é", "e\\u0301", "\\u212Aey", "k\\u0000ey", "__proto__",
    ]
    static let statuses = [
        200, 200, 201, 204, 226, 299, 300, 301, 302, 307, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 418, 422, 429, 431,
        451, 499, 500, 501, 502, 503, 504, 520, 599, 600, 999, 100, 0, -1,
    ]
    static let headers = [
        ("Retry-After", "0"), ("Retry-After", "1"), ("retry-after", "120"), ("Retry-After", "1e400"), ("Retry-After", "-5"),
        ("Retry-After", "nan"), ("Retry-After", "99999999999999999999"), ("Retry-After", ""), ("Retry-After", "0x10"),
        ("Retry-After", "Tue, 01 Dec 2026 00:00:30 GMT"), ("Retry-After", "Fri, 31 Dec 9999 23:59:60 GMT"),
        ("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Date", "Tue, 01 Dec 2026 00:00:00 GMT"), ("Date", "yesterday"),
        ("Location", "https://evil.example/"), ("Location", "//x"), ("Location", ""), ("Content-Type", "text/html"),
    ]
}
