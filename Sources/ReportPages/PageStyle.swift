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
        figure svg { display: block; width: 100%; min-width: 720px; height: auto; }
        h3 { font-size: 15px; margin: 22px 0 6px; }
        .recipe { position: relative; }
        pre { margin: 14px 0; padding: 10px 12px; background: var(--raised); border: 1px solid var(--line); \
        border-radius: 4px; overflow-x: auto; font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; }
        .copy { position: absolute; top: 8px; right: 8px; font: inherit; font-size: 13px; padding: 3px 10px; \
        color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; \
        cursor: pointer; }
        details { border-top: 1px solid var(--line); padding: 8px 0; }
        summary { cursor: pointer; font-weight: 600; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: separate; border-spacing: 0; font-size: 13px; width: 100%; }
        th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid var(--line); }
        th { background: var(--raised); font-weight: 600; }
        .groups { width: auto; min-width: 60%; }
        .groups thead th.number { text-align: right; }
        tbody th { position: sticky; left: 0; background: var(--ground); white-space: nowrap; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button:focus-visible { outline: 2px solid currentColor; }
        th button::after { content: ' \\2195'; color: var(--soft); font-weight: 400; }
        @media (max-width: 640px) { main { padding: 12px 12px 32px; } h1 { font-size: 19px; } \
        dl { display: block; } dd { margin: 0 0 6px; } .groups { min-width: 100%; } \
        td, tbody th { padding: 3px 6px; } .copy { position: static; } }
        @media print { .copy { display: none; } pre, .wide, figure { overflow: visible; } \
        pre { white-space: pre-wrap; } }
        th[aria-sort=ascending] button::after { content: ' \\25B2'; color: inherit; }
        th[aria-sort=descending] button::after { content: ' \\25BC'; color: inherit; }
        """
}

/// The script of a page: a press on a heading sorts the table of layers, a second one the other way, and
/// buttons copy recipes.
///
/// Numbers sort as numbers, and cells without a number come last both ways; rows that are equal
/// keep the order of the report.
enum PageScript {
    static let text = """
        'use strict';
        function compare(one, other) {
          const [a, b] = [one, other].map(cell => cell.dataset.value);
          if (a !== undefined && b !== undefined) return Number(a) - Number(b);
          const [x, y] = [one, other].map(cell => cell.textContent);
          return x < y ? -1 : x > y ? 1 : 0;
        }
        function makeSortable(table) {
          const body = table.tBodies[0];
          const headings = [...table.querySelectorAll('th')];
          const rows = [...body.rows];
          function sort(column, sign) {
            const empty = row => row.cells[column].textContent === '';
            const sorted = rows.map((row, place) => ({row, place})).sort((a, b) =>
              empty(a.row) - empty(b.row)
              || sign * compare(a.row.cells[column], b.row.cells[column])
              || a.place - b.place);
            body.append(...sorted.map(item => item.row));
          }
          headings.forEach((heading, column) => heading.addEventListener('click', () => {
            const ascends = heading.ariaSort !== 'ascending';
            for (const other of headings) other.ariaSort = 'none';
            heading.ariaSort = ascends ? 'ascending' : 'descending';
            sort(column, ascends ? 1 : -1);
          }));
        }
        function copy(button) {
          const text = button.parentElement.querySelector('pre');
          const done = () => { button.textContent = 'Copied'; };
          const select = () => {
            // A page that is opened as a file may not have the clipboard: the old way needs a selection.
            getSelection().selectAllChildren(text);
            if (document.execCommand('copy')) done(); else button.textContent = 'Selected';
          };
          if (!navigator.clipboard) return select();
          navigator.clipboard.writeText(text.textContent).then(done, select);
        }
        document.querySelectorAll('table.layers').forEach(makeSortable);
        document.querySelectorAll('.copy').forEach(button =>
          button.addEventListener('click', () => copy(button)));
        """
}
