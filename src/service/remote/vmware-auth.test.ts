import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { vmwareAuth } from './vmware-auth.ts';

test('greets with its version and what it offers', () => {
  const verdict = vmwareAuth.read(
    reply(
      '220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n',
    ),
  );
  assert.equal(verdict?.version, '1.10');
  assert.equal(verdict?.info, 'SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC');
  assert.equal(vmwareAuth.read(reply('220 mail.example.org ESMTP\r\n')), null);
});
