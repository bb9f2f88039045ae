import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sadp as question } from '../../probe/udp/discovery/sadp.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { sadp } from './sadp.ts';

const ANSWER = `<?xml version="1.0" encoding="UTF-8"?>
<ProbeMatch>
<Uuid>504F5254-4F4C-414E-8000-000000000001</Uuid>
<Types>inquiry</Types>
<DeviceType>139278</DeviceType>
<DeviceDescription>DS-2CD2042WD-I</DeviceDescription>
<DeviceSN>DS-2CD2042WD-I20160101AAWR561234567</DeviceSN>
<HttpPort>80</HttpPort>
<MAC>c0-56-e3-01-02-03</MAC>
<IPv4Address>192.0.2.64</IPv4Address>
<SoftwareVersion>V5.4.5build 170124</SoftwareVersion>
<Activated>false</Activated>
</ProbeMatch>
`;

test('the question: an inquiry', () => {
  assert.equal(
    Buffer.from(question.bytes).toString(),
    '<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>504F5254-4F4C-414E-8000-000000000001</Uuid><Types>inquiry</Types></Probe>',
  );
});

test('model, firmware, and that it has no password yet', () => {
  const verdict = sadp.read(datagramReply(ANSWER, question.bytes, 'sadp'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info, verdict?.device],
    [1, 'Hikvision DS-2CD2042WD-I', '5.4.5', 'build 170124', 'camera'],
  );
  assert.equal(verdict?.notes?.[0].code, 'N_NOT_ACTIVATED');
  assert.equal(sadp.read(datagramReply(ANSWER.replace('<Activated>false', '<Activated>true')))?.notes, undefined);
  assert.equal(sadp.read(datagramReply(ANSWER.replace('8000-', '8001-')))?.confidence, 0.9);
});

test('our own question, and XML of others', () => {
  assert.equal(sadp.read(datagramReply(question.bytes)), null);
  assert.equal(sadp.read(datagramReply('<?xml version="1.0"?><ProbeMatch></ProbeMatch>')), null);
});
