/// The script of a page: a press on a heading sorts the table, a second one the other way.
///
/// Numbers sort as numbers, and cells without a number come last both ways; rows that are equal
/// keep the order of the report.
enum PageScript {
    static let text = """
        'use strict';
        const body = document.querySelector('tbody');
        const headings = [...document.querySelectorAll('th')];
        const rows = [...body.rows];
        function compare(one, other) {
          const [a, b] = [one, other].map(cell => cell.dataset.value);
          if (a !== undefined && b !== undefined) return Number(a) - Number(b);
          const [x, y] = [one, other].map(cell => cell.textContent);
          return x < y ? -1 : x > y ? 1 : 0;
        }
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
        """
}
