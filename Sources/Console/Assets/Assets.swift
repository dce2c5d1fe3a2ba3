/// The console's own files, in the program: nothing is loaded from elsewhere.
enum Assets {
    static func answer(_ path: [String]) -> ConsoleAnswer? {
        switch path {
        case ["style.css"]: .asset(ConsoleStyle.text + PictureStyle.text, "text/css; charset=utf-8")
        case ["script.js"]: .asset(ConsoleScript.text, "text/javascript; charset=utf-8")
        case ["icon.svg"]: .asset(icon, "image/svg+xml")
        case ["robots.txt"]: .asset("User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8")
        default: nil
        }
    }

    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1d5a8f"/>\
        <path d="M2 11h12M3 11V8a5 4 0 0 1 10 0v3M8 4v7" fill="none" stroke="#fff" stroke-width="1.4"/></svg>
        """
}
