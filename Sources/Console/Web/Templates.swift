import Mustache

/// The templates of what pages are made of. Only `svg` and `picture` are not escaped: this program draws them.
enum Templates {
    static func library() throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, text) in all { try library.register(text, named: name) }
        return library
    }

    static let all: [(name: String, text: String)] = [
        ("layout", layout), ("value", value),
        ("heading", "<h2>{{text}}</h2>"),
        ("paragraph", "<p>{{>value}}</p>"),
        (
            "facts",
            """
            <dl>{{#rows}}<div><dt>{{name}}</dt><dd>{{#value}}{{>value}}{{/value}}</dd></div>{{/rows}}</dl>
            """
        ),
        (
            "table",
            """
            <table><caption>{{label}}</caption><thead><tr>{{#columns}}<th scope="col">{{name}}</th>{{/columns}}</tr></thead><tbody>
            {{#rows}}<tr>{{#cells}}<td data-label="{{column}}"{{#number}} class="n"{{/number}}>{{>value}}</td>{{/cells}}</tr>
            {{/rows}}</tbody></table>
            """
        ),
        ("picture", "<div class=\"picture\">{{{svg}}}</div>"),
        ("list", "<ul>{{#items}}<li>{{>value}}</li>{{/items}}</ul>"),
        (
            "command",
            """
            <div class="command"><p>{{why}}</p><code>{{command}}</code>
            <button type="button" class="copy" data-copy="{{command}}" hidden>{{copy}}</button></div>
            """
        ),
        ("link", "<p class=\"link\"><a href=\"{{link}}\"{{#next}} rel=\"next\"{{/next}}>{{text}}</a></p>"),
        (
            "form",
            """
            <form{{#id}} id="{{id}}"{{/id}} method="post" action="{{action}}" class="action"><input type="hidden" name="key" value="{{key}}">
            {{#hidden}}<input type="hidden" name="{{field}}" value="{{content}}">{{/hidden}}<p>{{explanation}}</p>
            {{#reason}}<label>{{reason}} <input type="text" name="reason" maxlength="500" autocomplete="off"></label>{{/reason}}
            {{#refusal}}<button type="submit" disabled>{{button}}</button> <span class="refusal">{{refusal}}</span>{{/refusal}}
            {{^refusal}}<button type="submit">{{button}}</button>{{/refusal}}</form>
            """
        ),
        (
            "filters",
            """
            <form method="get" action="{{action}}" class="filters">{{#fields}}<label>{{label}}
            {{#isChoice}}<select name="{{name}}">{{#choices}}<option value="{{choice}}"{{#chosen}} selected{{/chosen}}>{{words}}\
            </option>{{/choices}}</select>{{/isChoice}}
            {{^isChoice}}<input type="text" name="{{name}}" value="{{value}}" maxlength="100" autocomplete="off">{{/isChoice}}
            </label>{{/fields}}<button type="submit">{{button}}</button></form>
            """
        ),
    ]

    private static let value = """
        {{#ticked}}<input type="checkbox" class="tick" name="only" value="{{text}}" form="{{ticked}}" aria-label="{{text}}"> {{/ticked}}\
        {{#glyph}}<span class="glyph {{tone}}" aria-hidden="true">{{glyph}}</span> {{/glyph}}\
        {{#picture}}{{{picture}}}{{/picture}}{{#link}}<a href="{{link}}">{{text}}</a>{{/link}}{{^link}}{{text}}{{/link}}\
        {{#detail}} <small>{{detail}}</small>{{/detail}}
        """

    private static let layout = """
        <!DOCTYPE html>
        <html lang="{{lang}}"><head><meta charset="utf-8"><title>{{title}} · Passerelle</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css">
        <script src="/script.js" defer></script></head>
        <body><a class="skip" href="#main">{{skip}}</a><header><a class="brand" href="/">Passerelle</a>
        {{#signedIn}}<nav aria-label="{{navigation}}"><ul>{{#places}}<li><a href="{{to}}"{{#isHere}} aria-current="page"{{/isHere}}>\
        {{name}}</a></li>{{/places}}</ul></nav>
        <form method="get" action="/search" role="search"><label><span class="unseen">{{searchLabel}}</span>
        <input type="search" name="q" id="search" placeholder="{{searchLabel}} ( / )" maxlength="100" autocomplete="off"></label>
        <button type="submit">{{searchButton}}</button></form>{{/signedIn}}
        <div class="who">{{#signedIn}}<span>{{login}} · {{role}}</span>
        <form method="post" action="/signout"><input type="hidden" name="key" value="{{key}}">
        <button type="submit">{{signOut}}</button></form>{{/signedIn}}
        <form method="post" action="/language"><input type="hidden" name="back" value="{{back}}">
        <button type="submit" name="lang" value="{{otherCode}}" lang="{{otherCode}}">{{otherName}}</button></form></div></header>
        <main id="main" tabindex="-1"><h1>{{title}}</h1>{{#notice}}<p class="notice" role="status">{{notice}}</p>{{/notice}}
        <div id="live"{{#refreshes}} data-refresh="30"{{/refreshes}}>{{#blocks}}{{>*kind}}
        {{/blocks}}<p class="asof">{{#asOf}}{{asOf}}{{/asOf}}</p></div></main></body></html>
        """
}
