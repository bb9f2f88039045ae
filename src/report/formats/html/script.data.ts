// What the page does by itself: it looks for words, and sorts tables. Without it all is there, in the order of addresses.

export const SCRIPT = `
document.documentElement.classList.add('script');
addEventListener('DOMContentLoaded', () => {
  const field = document.getElementById('find');
  const told = document.getElementById('told');
  // A host is found by what stands on its sheet, too.
  const textOf = (row) => {
    const sheet = row.dataset.find === 'host' && document.getElementById(row.querySelector('a').hash.slice(1));
    return (row.textContent + ' ' + (sheet ? sheet.textContent : '')).toLowerCase();
  };
  const rows = [...document.querySelectorAll('[data-find]')].map((row) => ({ row, text: textOf(row) }));
  const hosts = rows.filter(({ row }) => row.dataset.find === 'host');
  const find = () => {
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    for (const each of rows) each.row.hidden = !words.every((word) => each.text.includes(word));
    const shown = hosts.filter(({ row }) => !row.hidden).length;
    told.textContent = words.length > 0 ? shown + ' of ' + hosts.length + ' hosts' : '';
  };
  let timer;
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(find, 120); });
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === field || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text);
    return text === '' ? null : Number.isNaN(number) ? text.toLowerCase() : number;
  };
  const compare = (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  for (const head of document.querySelectorAll('th[data-sorts]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const body = head.closest('table').tBodies[0];
      const keyed = [...body.rows].map((row) => [keyOf(row, head.cellIndex), row]);
      keyed.sort(([a], [b]) => (a === null || b === null || up ? compare(a, b) : compare(b, a)));
      body.append(...keyed.map(([, row]) => row));
    });
  }
});
`;
