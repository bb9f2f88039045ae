import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { libp2p } from './libp2p.ts';

test('it says the name, and has not what nobody has', () => {
  assert.equal(
    libp2p.read(reply('\x13/multistream/1.0.0\n\x03na\n', libp2p.hello as Uint8Array, 'libp2p'))?.confidence,
    1,
  );
  assert.equal(libp2p.read(reply('\x13/multistream/1.0.0\n'))?.confidence, 0.9);
  assert.equal(libp2p.read(reply('/multistream/1.0.0\n')), null);
});
