/// The look of a page, on light and dark ground.
enum PageStyle {
    static let text = """
        :root { color-scheme: light dark; --ground: #ffffff; --ink: #1c2126; --soft: #59616a; \
        --line: #d5dae0; --raised: #f4f6f8; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14181d; --ink: #e8ebee; \
        --soft: #a4adb7; --line: #39414a; --raised: #1d2329; } }
        body { margin: 0; background: var(--ground); color: var(--ink); \
        font: 15px/1.45 system-ui, 'Helvetica Neue', Arial, sans-serif; }
        main { max-width: 1140px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { font-size: 22px; overflow-wrap: anywhere; }
        h2 { font-size: 17px; margin-top: 28px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; }
        dt { color: var(--soft); grid-column: 1; }
        dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; }
        .warnings li { overflow-wrap: anywhere; }
        figure { margin: 0 0 20px; overflow-x: auto; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 13px; width: 100%; }
        th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid var(--line); }
        th { position: sticky; top: 0; background: var(--raised); }
        td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button:focus-visible { outline: 2px solid currentColor; }
        th button::after { content: ' \\2195'; color: var(--soft); font-weight: 400; }
        th[aria-sort=ascending] button::after { content: ' \\25B2'; color: inherit; }
        th[aria-sort=descending] button::after { content: ' \\25BC'; color: inherit; }
        """
}
