import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { fox } from './fox.ts';

const STATION = `fox a 0 -1 fox hello
{
fox.version=s:1.0.1
id=i:54
hostName=s:192.0.2.5
app.name=s:Station
app.version=s:3.8.38
vm.name=s:Java HotSpot(TM) Embedded Client VM
os.name=s:QNX
os.version=s:6.4.1
station.name=s:Lab
brandId=s:vykon
hostId=s:Qnx-NPM6-0000-0000-0000-0000
};;
`;

test('a station tells itself', () => {
  const verdict = fox.read(reply(STATION));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.os, verdict?.info],
    [1, 'Tridium Niagara', '3.8.38', 'QNX 6.4.1', 'vykon'],
  );
  assert.equal(verdict?.details?.station, 'Lab');
  assert.equal(fox.read(reply(STATION.slice(0, 80)))?.more, true);
});

test('others', () => {
  for (const text of ['', 'fox', 'fox a 0 -1 fox bye\n{', 'the fox a 0 -1 fox hello\n{']) {
    assert.equal(fox.read(reply(text)), null, text);
  }
});
