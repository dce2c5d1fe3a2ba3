/// Of the pictures: the calendar of a tenant stays a table on narrow screens too, and scrolls.
enum PictureStyle {
    static let text = """

        .picture:has(table.days) { direction: rtl; } table.days { direction: ltr; width: auto; border-collapse: separate; border-spacing: 1px; font-size: .75rem; line-height: 1; }
        table.days td, table.days th { border: 0; padding: 0; text-align: center; white-space: nowrap; overflow-wrap: normal; }
        table.days th { font-size: .75rem; padding: 0 .3rem; text-align: left; }
        table.days a, table.days span { display: block; min-width: 1.35rem; line-height: 1.5rem; text-decoration: none; font-weight: 700; \
        background: var(--panel); border-radius: .2rem; }
        table.days a:hover { outline: 2px solid var(--focus); }
        """
}
