/// One style sheet, for light and dark. Contrasts are 4.5:1 and more; no state is shown by colour alone.
enum ConsoleStyle {
    static let text = """
        :root { color-scheme: light dark; --back: #ffffff; --panel: #f3f5f7; --line: #8a949e; --soft: #d5dbe1; --text: #1a2129; \
        --faint: #515c67; --link: #0b5394; --good: #1d6b37; --doubtful: #8a5200; --bad: #b3261e; --idle: #515c67; --live: #0b5394; \
        --focus: #0b5394; --none: #e3e7eb; }
        @media (prefers-color-scheme: dark) { :root { --back: #14181d; --panel: #1e242b; --line: #707c88; --soft: #38424c; \
        --text: #e8ecf0; --faint: #aeb8c2; --link: #8ec5ff; --good: #7fd697; --doubtful: #f0b65a; --bad: #ff9a90; --idle: #aeb8c2; \
        --live: #8ec5ff; --focus: #8ec5ff; --none: #2a323a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        a { color: var(--link); } a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
        main:focus { outline: none; }
        .skip { position: absolute; left: -999px; } .skip:focus { left: .5rem; top: .5rem; background: var(--back); padding: .5rem; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; padding: .6rem 1rem; background: var(--panel); \
        border-bottom: 1px solid var(--soft); }
        .brand { font-weight: 700; color: var(--text); text-decoration: none; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
        nav a { display: inline-block; padding: .3rem 0; } nav a[aria-current] { font-weight: 700; color: var(--text); }
        header form { display: flex; gap: .4rem; margin: 0; } .who { display: flex; flex-wrap: wrap; gap: .5rem .75rem; \
        align-items: center; margin-left: auto; }
        main { max-width: 84rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
        small { color: var(--faint); font-size: .85rem; } p { margin: .5rem 0; max-width: 75ch; }
        input, select, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); \
        border-radius: .3rem; padding: .3rem .6rem; min-height: 2.25rem; max-width: 100%; }
        input[type=search] { width: 19rem; } .tick { min-height: 0; vertical-align: middle; margin: 0 .35rem 0 0; }
        button { cursor: pointer; background: var(--panel); font-weight: 600; } button:disabled { cursor: not-allowed; color: var(--faint); \
        border-style: dashed; font-weight: 400; }
        dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .25rem 1.5rem; }
        dl > div { display: flex; gap: .5rem; justify-content: space-between; border-bottom: 1px solid var(--soft); padding: .25rem 0; }
        dt { color: var(--faint); overflow-wrap: normal; flex: none; max-width: 60%; } dd { margin: 0; text-align: right; }
        table { border-collapse: collapse; width: 100%; } caption { position: absolute; width: 1px; height: 1px; overflow: hidden; \
        clip-path: inset(50%); }
        th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--soft); overflow-wrap: break-word; }
        th { color: var(--faint); font-weight: 600; font-size: .9rem; } td.n { font-variant-numeric: tabular-nums; }
        .glyph { display: inline-block; min-width: 1em; font-weight: 700; } .good { color: var(--good); } \
        .doubtful { color: var(--doubtful); } .bad { color: var(--bad); } .idle { color: var(--idle); } .live { color: var(--live); }
        .notice { border: 2px solid var(--good); border-radius: .3rem; padding: .5rem .75rem; }
        .command { background: var(--panel); border: 1px solid var(--soft); border-radius: .3rem; padding: .25rem .75rem .6rem; \
        margin: .75rem 0; } .command code { font: .95rem/1.6 ui-monospace, monospace; user-select: all; margin-right: .75rem; }
        .copied::after { content: " ✓"; }
        .action { border: 1px solid var(--soft); border-radius: .3rem; padding: .25rem .75rem .75rem; margin: .75rem 0; } \
        .action label { display: block; margin: .5rem 0; } .action input[type=text] { width: 100%; max-width: 30rem; display: block; }
        .refusal { color: var(--faint); }
        .filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0 1rem; } \
        .filters label { display: flex; flex-direction: column; max-width: 100%; color: var(--faint); font-size: .9rem; } .filters input, \
        .filters select { color: var(--text); font-size: 1rem; }
        .asof { color: var(--faint); margin-top: 2rem; }
        .picture { overflow-x: auto; margin: .5rem 0; } svg { max-width: 100%; height: auto; display: block; }
        @media (max-width: 48rem) { .who { margin-left: 0; } #live > table > thead { position: absolute; width: 1px; height: 1px; overflow: hidden; \
        clip-path: inset(50%); } #live > table > tbody > tr { display: block; border: 1px solid var(--soft); border-radius: .3rem; margin: .5rem 0; \
        padding: .25rem .6rem; } #live > table > tbody > tr > td { display: flex; gap: .75rem; justify-content: space-between; border: 0; padding: .2rem 0; \
        text-align: right; overflow-wrap: anywhere; } #live > table > tbody > tr > td::before { content: attr(data-label); color: var(--faint); text-align: left; flex: none; max-width: 45%; } }
        @media (prefers-reduced-motion: no-preference) { .copied { transition: background .2s; } }
        @media (forced-colors: active) { .glyph { forced-color-adjust: auto; } }
        """
}
