/// Why a file can't be replayed.
public enum RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// The line's number, from 1, and what is wrong with it.
    case damaged(line: Int, String)
    /// The line's number, from 1, and the format that it names.
    case unknownFormat(line: Int, String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .empty: "The recording is empty. Record again with passerelle … --record FILE."
        case .damaged(let line, let what): "Line \(line) is damaged: \(what). Remove the line, or record again."
        case .unknownFormat(let line, let format):
            "Line \(line) has format \(format), and this version reads format 1. Use the version that recorded it."
        }
    }
}
