// JSON lines: a line a fact or step, as `--json` writes them; ../lines.schema.ts describes them.
import { surveyLine } from '../json-lines.ts';
import type { ReportFormat } from './format.ts';

export const json: ReportFormat = {
  name: 'json',
  about: 'JSON lines, one finding each, as they are found (--json; their schema: --json-schema)',
  open: (write, { onlyOpen }) => ({
    take(line) {
      if (onlyOpen && line.type === 'port' && line.state !== 'open') return;
      const text = surveyLine(line);
      if (text !== '') write(text);
    },
    end() {},
  }),
};
