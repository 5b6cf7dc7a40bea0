import { describe, expect, it } from 'vitest';
import { type SignedParts, isSignedBy, signatureOf, stringToSign } from '../../../src/simulators/ocp/http/signature.ts';
import { CREDENTIALS, at, call, startTestOcp } from './support.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parts = (given: Partial<SignedParts>): SignedParts => ({
  method: 'GET',
  body: bytes(''),
  contentType: 'application/json',
  date: 'Tue, 23 Jul 2024 09:42:33 GMT',
  host: 'ocp.example.com:8080',
  ocpHeaders: [],
  path: '/',
  query: [],
  ...given,
});

const D1 = parts({
  method: 'POST',
  body: bytes('{"name":"test01","description":"test","regionId":1}'),
  date: 'Tue, 17 Jan 2023 09:13:57 GMT',
  host: 'ocp.alibaba.net:8080',
  ocpHeaders: [
    ['x-ocp-data', 'A'],
    ['X-Ocp-Data', '1'],
  ],
  path: '/api/v2/compute/idcs',
});
const D2 = parts({
  contentType: 'application/json;charset=utf-8',
  date: 'Tue, 17 Jan 2023 04:14:02 GMT',
  host: 'ocp.alibaba.net:8080',
  path: '/api/v2/compute/idcs',
  query: [['size', '100']],
});
const V1 = parts({
  method: 'POST',
  body: bytes('{"serviceName":"ServiceB"}'),
  path: '/api/v2/ob/clusters/3000010/tenants/2000025/failover',
});
const V2 = parts({
  method: 'POST',
  date: 'Tue, 23 Jul 2024 09:42:23 GMT',
  path: '/api/v2/ob/clusters/3000010/tenants/2000025/failoverPreCheck',
});
const V3 = parts({
  date: 'Tue, 23 Jul 2024 09:42:40 GMT',
  ocpHeaders: [['x-ocp-origin', 'dr-client']],
  path: '/api/v2/tasks/instances',
  query: [
    ['status', 'RUNNING'],
    ['status', 'FAILED'],
    ['sort', 'id,desc'],
    ['size', '10'],
    ['page', '1'],
    ['name', 'Failover tenant'],
    ['type', ''],
  ],
});
const V4 = parts({
  date: 'Tue, 23 Jul 2024 09:42:40 GMT',
  path: '/api/v2/ob/tenants',
  query: [['name', 'a+b c~d*']],
});

describe('the access-key signature as the server checks it', () => {
  it.each([
    ['D1, documented: POST, body, a header with two values', D1, 'XN8P+O+v3vUabB16ZCooq5wMJoY='],
    ['D2, documented: GET with a query', D2, 'TsQD6HDOuZuJ409m0wdnZPmijlc='],
    ['V1: the failover call', V1, 'Rkx6VhRcyCG44kdSeC8oV3VWGu8='],
    ['V2: a POST without a body', V2, 'c3+TkNayDkAFG7Al4WUhWVzUA0U='],
    ['V3: values sorted, joined and encoded, empty ones dropped', V3, 'wd/0lDnaEfGmwSjbntsaQGclvlM='],
    ['V4: RFC 3986 encoding', V4, 'rYrq53Ldp9tCTBgHeZUnkUhUqnk='],
  ])('%s', (_name, signed, signature) => {
    expect(signatureOf(CREDENTIALS.accessKeySecret, stringToSign(signed))).toBe(signature);
    const header = `OCP-ACCESS-KEY-HMACSHA1 ${CREDENTIALS.accessKeyId}:${signature}`;
    expect(isSignedBy(CREDENTIALS, header, signed, Date.parse(signed.date))).toBe(true);
  });

  it('accepts a Date less than 15 minutes away, not one of 15', () => {
    const header = `OCP-ACCESS-KEY-HMACSHA1 ${CREDENTIALS.accessKeyId}:Rkx6VhRcyCG44kdSeC8oV3VWGu8=`;
    const date = Date.parse(V1.date);
    for (const skew of [899_999, -899_999]) expect(isSignedBy(CREDENTIALS, header, V1, date + skew)).toBe(true);
    for (const skew of [900_000, -900_000]) expect(isSignedBy(CREDENTIALS, header, V1, date + skew)).toBe(false);
  });

  it.each([
    ['two spaces', 'OCP-ACCESS-KEY-HMACSHA1  cqammmxBpfGjFlto:Rkx6VhRcyCG44kdSeC8oV3VWGu8='],
    ['another key', 'OCP-ACCESS-KEY-HMACSHA1 someoneElse:Rkx6VhRcyCG44kdSeC8oV3VWGu8='],
    ['lower case', 'ocp-access-key-hmacsha1 cqammmxBpfGjFlto:Rkx6VhRcyCG44kdSeC8oV3VWGu8='],
    ['a wrong signature', 'OCP-ACCESS-KEY-HMACSHA1 cqammmxBpfGjFlto:Rkx6VhRcyCG44kdSeC8oV3VWGu9='],
  ])('refuses %s', (_name, header) => {
    expect(isSignedBy(CREDENTIALS, header, V1, Date.parse(V1.date))).toBe(false);
  });
});

describe('where the page and its Java sample part', () => {
  const listed = parts({
    path: '/api/v2/ob/tenants',
    query: [
      ['name', ''],
      ['page', '1'],
    ],
  });
  const capitals = parts({ path: '/api/v2/ob/tenants', ocpHeaders: [['X-OCP-Origin', 'dr-client']] });
  const isSigned = (signed: SignedParts, target: string, header: string) => {
    const message = ['GET', '', signed.contentType, signed.date, signed.host, header, target].join('\n');
    const signature = signatureOf(CREDENTIALS.accessKeySecret, message);
    const authorization = `OCP-ACCESS-KEY-HMACSHA1 ${CREDENTIALS.accessKeyId}:${signature}`;
    return isSignedBy(CREDENTIALS, authorization, signed, Date.parse(signed.date));
  };

  it('an empty value may be signed as `name=` or dropped, and not as anything else', () => {
    expect(isSigned(listed, '/api/v2/ob/tenants?name=&page=1', '')).toBe(true);
    expect(isSigned(listed, '/api/v2/ob/tenants?page=1', '')).toBe(true);
    expect(isSigned(listed, '/api/v2/ob/tenants?name&page=1', '')).toBe(false);
  });

  it('the name of an `X-OCP-` header may be signed as it is sent or in lower case', () => {
    expect(isSigned(capitals, '/api/v2/ob/tenants', 'X-OCP-Origin:dr-client')).toBe(true);
    expect(isSigned(capitals, '/api/v2/ob/tenants', 'x-ocp-origin:dr-client')).toBe(true);
    expect(isSigned(capitals, '/api/v2/ob/tenants', 'X-OCP-ORIGIN:dr-client')).toBe(false);
    expect(isSigned(capitals, '/api/v2/ob/tenants', '')).toBe(false);
  });
});

describe('a signed request over HTTP', () => {
  async function signedCall(change: { query?: string; skewMs?: number } = {}) {
    const ocp = await startTestOcp();
    const date = new Date(ocp.clock.now() + (change.skewMs ?? 0)).toUTCString();
    const path = '/api/v2/tasks/instances';
    const query: [string, string][] = [['status', 'FAILED,RUNNING']];
    const host = new URL(ocp.url).host;
    const message = stringToSign(parts({ date, host, path, query, ocpHeaders: [['x-ocp-origin', 'test']] }));
    const signature = signatureOf(CREDENTIALS.accessKeySecret, message);
    return call(ocp, 'GET', `${path}?${change.query ?? 'status=FAILED%2CRUNNING'}`, undefined, {
      Authorization: `OCP-ACCESS-KEY-HMACSHA1 ${CREDENTIALS.accessKeyId}:${signature}`,
      Date: date,
      'X-Ocp-Origin': 'test',
    });
  }

  it('is answered', async () => {
    expect((await signedCall()).status).toBe(200);
  });

  it('is refused with 401 when the query is not the signed one', async () => {
    const reply = await signedCall({ query: 'status=FAILED' });
    expect(reply.status).toBe(401);
    expect(at(reply.body, 'error', 'code')).toBe('IAM10000');
  });

  it('is refused with 401 when the clocks are 15 minutes apart', async () => {
    expect((await signedCall({ skewMs: -901_000 })).status).toBe(401);
  });
});
