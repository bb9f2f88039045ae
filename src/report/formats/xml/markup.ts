// Writing XML. Everything from the network is escaped twice: what XML 1.0 has no character for, and what a terminal would obey,
// as `\u{1b}`; then markup.
import { escapeText } from '../../escape.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** As text or inside quotes; 300 characters at the most. */
export function xmlText(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** `<name a="1"/>`, or with what stands in it, which is markup. Attributes without a value are left out. */
export function element(name: string, attributes: Attributes, content = ''): string {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) text += ` ${key}="${typeof value === 'number' ? value : xmlText(value)}"`;
  }
  return content === '' ? `${text}/>` : `${text}>${content}</${name}>`;
}
