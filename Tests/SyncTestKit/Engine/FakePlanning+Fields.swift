import SyncCore
import SyncEngine

extension FakePlanning {
    /// What became of the extra data of one update.
    struct FieldOutcomes {
        var all: [FieldTarget: FieldOutcome] = [:]
        /// Something was sent; otherwise the update only read the resource.
        var isSent = false
    }
}

extension FakePlanning.World {
    /// Writes extra data by the real adapter's rules (`FieldWrite`).
    /// - Returns: also what stands in refused fields instead.
    mutating func take(
        _ writes: [FieldWrite], of key: ResourceKey
    ) -> (outcomes: FakePlanning.FieldOutcomes, stored: [FieldTarget: FieldText]) {
        var outcomes = FakePlanning.FieldOutcomes()
        var stored: [FieldTarget: FieldText] = [:]
        for write in writes {
            let wanted = write.text.reveal { $0 }
            let standing = fields[key]?[write.target] ?? ""
            if standing == wanted {
                outcomes.all[write.target] = .written
                continue
            }
            let isOurs = write.isOurs(FieldText(standing))
            guard isOurs || !write.text.isEmpty && (standing.isEmpty || write.replaces) else {
                outcomes.all[write.target] = .kept
                continue
            }
            outcomes.isSent = true
            guard !refusedFields.contains(write.target), !unknownFields.contains(write.target) else {
                outcomes.all[write.target] = .refused
                continue
            }
            let kept = fieldLengths[write.target].map { String(wanted.prefix($0)) } ?? wanted
            fields[key, default: [:]][write.target] = kept.isEmpty ? nil : kept
            outcomes.all[write.target] = kept == wanted ? .written : .refused
            if kept != wanted { stored[write.target] = FieldText(kept) }
        }
        return (outcomes, stored)
    }
}
