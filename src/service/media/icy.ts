// SHOUTcast (ICY): a stream's answer to GET has `ICY` where HTTP has its version, and fields `icy-...` (Nullsoft's streams).
// Servers of HTTP that stream music say the same fields; they are read as HTTP.
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';
import { parseResponse } from '../web/response.ts';

const PRODUCT = /SHOUTcast (?:Distributed Network Audio Server|DNAS)\/([\w() ]{1,20}) ?v?(\d[\w.]{0,20})/;

export const icy = defineService({
  name: 'shoutcast',
  title: 'SHOUTcast stream',
  specification: 'ICY, as SHOUTcast 1 says it',
  ports: [],

  read({ text }) {
    const response = parseResponse(text, 'ICY');
    if (response === null) return null;
    const { fields, status } = response;
    const names = [...fields.keys()].filter((name) => name.startsWith('icy-'));
    const product = PRODUCT.exec(fields.get('icy-notice2') ?? '');
    const told = Object.fromEntries(names.slice(0, 12).map((name) => [name, clean(fields.get(name)!)]));
    return {
      confidence: product !== null ? 1 : names.length > 0 ? 0.9 : 0.6,
      ...(product === null ? {} : { product: 'SHOUTcast', version: product[2] }),
      ...(fields.has('icy-name') ? { info: clean(fields.get('icy-name')!, 60) } : {}),
      details: { status, ...told },
    };
  },
});
