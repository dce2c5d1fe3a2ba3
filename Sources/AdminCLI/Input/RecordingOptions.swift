import ArgumentParser

/// For the commands whose exchanges with both systems can be shown to somebody.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write what is exchanged with both systems to a new file, without names, texts and credentials, for support.",
            valueName: "file"), completion: .file())
    var record: String?
}
