// Riak KV: docs.riak.com, "Protocol Buffers Client API": length u32 (of code and message), code u8, message.
// 7 RpbGetServerInfoReq, 8 RpbGetServerInfoResp { 1: node, 2: server_version }, 0 RpbErrorResp { 1: errmsg, 2: errcode }.
import { clean, hex, u8, u32 } from '../bytes.ts';
import { protobufFields, stringField } from '../protobuf.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const SERVER_INFO = 8;
const LENGTH_MOST = 512;

export const riak = defineService({
  name: 'riak',
  title: 'Riak KV',
  specification: 'Riak Protocol Buffers API',
  ports: [8087],
  hello: hex('00000001 07'),
  ownPortsOnly: true,

  read({ bytes }) {
    const length = u32(bytes, 0);
    if (length < 6 || length > LENGTH_MOST || bytes.length !== 4 + length || u8(bytes, 4) !== SERVER_INFO) return null;
    const fields = protobufFields(bytes.subarray(5));
    const [node, version] = fields === null ? ['', ''] : [stringField(fields, 1), stringField(fields, 2)];
    if (!/^[\w.-]{1,60}@[\w.:-]{1,200}$/.test(node) || !/^\d[\w.+-]{0,40}$/.test(version)) return null;
    return {
      confidence: 1,
      product: 'Riak KV',
      version,
      cpe: [cpeOf('basho', 'riak', version)],
      hostname: node.split('@')[1],
      details: { node: clean(node) },
      notes: [noLogin('answers without a password', 'enable Riak security, and bind it to the addresses that need it')],
    };
  },
});
