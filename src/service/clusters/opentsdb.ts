// OpenTSDB: its documentation, "Telnet Style API": `version` is answered with a line on the build. Its port speaks HTTP as well.
import { ascii, clean } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const TOLD = /^net\.opentsdb\.tools (?:version )?(\d[\w.-]{0,30}) built (?:at|from) revision ([^\r\n]{1,200})/;

export const opentsdb = defineService({
  name: 'opentsdb',
  title: 'OpenTSDB',
  specification: 'OpenTSDB documentation: Telnet Style API',
  ports: [4242],
  hello: ascii('version\r\n'),
  ownPortsOnly: true,

  read({ text }) {
    const told = TOLD.exec(text);
    if (told === null) return null;
    const [, version, build] = told;
    return {
      confidence: 1,
      product: 'OpenTSDB',
      version,
      cpe: [cpeOf('opentsdb', 'opentsdb', version)],
      details: { build: clean(build) },
    };
  },
});
