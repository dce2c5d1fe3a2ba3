/// The words for workers.
package enum WorkerWords {
    /// - Parameter state: `working`, `draining`, `silent`, or the code of what prevents it from claiming. In English the code, as in
    ///   JSON.
    package static func state(_ state: String) -> Phrase {
        switch state {
        case "working": Phrase(state, fr: "actif")
        case "draining": Phrase(state, fr: "en cours d’arrêt")
        case "silent": Phrase(state, fr: "silencieux")
        default: Phrase(same: state)
        }
    }
}
