// What screen readers and eyes need of a page, as far as a program can tell: names, roles, references, headings, contrast.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Runs in the page. Text, as this project's types know no document. */
const CHECK = `(() => {
  const faults = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const say = (what, element) => faults.push(what + ': ' + element.outerHTML.slice(0, 140));
  const nameOf = (element) => {
    const by = element.getAttribute('aria-labelledby');
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(' ');
    const named = by === null ? '' : by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return [element.getAttribute('aria-label'), named, labels, element.textContent, element.getAttribute('title')].join('').trim();
  };
  for (const element of document.querySelectorAll('button, a[href], input, select, textarea, meter, progress, canvas, [role=img], [role=grid], summary')) {
    if (shown(element) && !element.closest('[aria-hidden=true]') && nameOf(element) === '') say('has no name', element);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) faults.push('id twice: ' + id);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-activedescendant', 'for']) {
    for (const element of document.querySelectorAll('[' + attribute + ']')) {
      for (const id of element.getAttribute(attribute).split(' ')) if (!document.getElementById(id)) say(attribute + ' leads nowhere', element);
    }
  }
  if (document.querySelectorAll('h1').length !== 1) faults.push(document.querySelectorAll('h1').length + ' first headings');
  if (document.querySelectorAll('main').length !== 1) faults.push('no main part');
  if (document.documentElement.lang !== 'en' || document.title === '') faults.push('no language, or no title');
  for (const table of document.querySelectorAll('table')) for (const th of table.querySelectorAll('thead th')) if (!th.hasAttribute('scope')) say('has no scope', th);
  for (const row of document.querySelectorAll('[role=row]')) {
    if (![...row.children].every((cell) => ['gridcell', 'columnheader', 'rowheader'].includes(cell.getAttribute('role')))) say('a row of other things than cells', row);
  }
  // Contrast (WCAG 2.2, 1.4.3): 4.5, of large text 3.
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!hasText || !shown(element) || element.closest(':disabled, .unseen, noscript')) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const [one, other] = [light(over(rgba(style.color), below)), light(below)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) say('contrast ' + contrast.toFixed(2), element);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window: ' + document.documentElement.scrollWidth);
  return faults;
})()`;

/** What is wrong with the page as it is shown, a line each. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  // A view may be loaded late. Where its heading never comes, that is told with the rest.
  await page
    .locator('h1')
    .first()
    .waitFor({ timeout: 15_000 })
    .catch(() => undefined);
  return page.evaluate<readonly string[]>(CHECK);
}

/** Of axe: what its rules for WCAG 2.2 A and AA, and its best practices, find wrong. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ': ' + help + ': ' + html.slice(0, 140))))`);
}
