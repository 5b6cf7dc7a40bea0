import { describe, expect, it } from 'vitest';
import { accessKeyAuthorization, queryString, sign, stringToSign } from '../../src/ocp/transport/sign.ts';

// D1 and D2 are printed in OCP's documentation; the others follow from its rule.
const secret = '2fc0c299cc94c6be266f2ceece765d4d';
const local = { contentType: 'application/json', host: 'ocp.example.com:8080' };
const signed = (parts: Parameters<typeof stringToSign>[0]) => sign(secret, stringToSign(parts));

describe('the AccessKey signature', () => {
  it('D1: a body and an x-ocp header', () => {
    const text = stringToSign({
      method: 'POST',
      body: Buffer.from('{"name":"test01","description":"test","regionId":1}'),
      contentType: 'application/json',
      date: 'Tue, 17 Jan 2023 09:13:57 GMT',
      host: 'ocp.alibaba.net:8080',
      ocpHeaders: { 'x-ocp-data': 'A,1' },
      target: '/api/v2/compute/idcs',
    });
    expect(text).toBe(
      'POST\n186974DB33A090A16D3E2CA35F547B56\napplication/json\nTue, 17 Jan 2023 09:13:57 GMT\nocp.alibaba.net:8080\nx-ocp-data:A,1\n/api/v2/compute/idcs',
    );
    expect(sign(secret, text)).toBe('XN8P+O+v3vUabB16ZCooq5wMJoY=');
  });

  it('D2: a query, and a content type with a charset on a GET', () => {
    const signature = signed({
      method: 'GET',
      body: null,
      contentType: 'application/json;charset=utf-8',
      date: 'Tue, 17 Jan 2023 04:14:02 GMT',
      host: 'ocp.alibaba.net:8080',
      target: `/api/v2/compute/idcs?${queryString({ size: 100 })}`,
    });
    expect(signature).toBe('TsQD6HDOuZuJ409m0wdnZPmijlc=');
  });

  it('V1: the failover with a service name', () => {
    const body = Buffer.from(JSON.stringify({ serviceName: 'ServiceB' }));
    const target = '/api/v2/ob/clusters/3000010/tenants/2000025/failover';
    expect(signed({ ...local, method: 'POST', body, date: 'Tue, 23 Jul 2024 09:42:33 GMT', target })).toBe(
      'Rkx6VhRcyCG44kdSeC8oV3VWGu8=',
    );
  });

  it('V2: a POST without a body', () => {
    const target = '/api/v2/ob/clusters/3000010/tenants/2000025/failoverPreCheck';
    const parts = { ...local, method: 'POST', date: 'Tue, 23 Jul 2024 09:42:23 GMT', target };
    expect(signed({ ...parts, body: null })).toBe('c3+TkNayDkAFG7Al4WUhWVzUA0U=');
    expect(signed({ ...parts, body: Buffer.alloc(0) })).toBe('c3+TkNayDkAFG7Al4WUhWVzUA0U=');
  });

  it('V3: several values of one name, sorted and joined before they are encoded', () => {
    const query = queryString({
      status: ['RUNNING', 'FAILED'],
      sort: 'id,desc',
      page: 1,
      size: 10,
      name: 'Failover tenant',
    });
    expect(query).toBe('name=Failover%20tenant&page=1&size=10&sort=id%2Cdesc&status=FAILED%2CRUNNING');
    const date = 'Tue, 23 Jul 2024 09:42:40 GMT';
    const ocpHeaders = { 'x-ocp-origin': 'dr-client' };
    const target = `/api/v2/tasks/instances?${query}`;
    expect(signed({ ...local, method: 'GET', body: null, date, ocpHeaders, target })).toBe(
      'wd/0lDnaEfGmwSjbntsaQGclvlM=',
    );
  });

  it('V4: RFC 3986 encoding', () => {
    const query = queryString({ name: 'a+b c~d*' });
    expect(query).toBe('name=a%2Bb%20c~d%2A');
    const date = 'Tue, 23 Jul 2024 09:42:40 GMT';
    expect(signed({ ...local, method: 'GET', body: null, date, target: `/api/v2/ob/tenants?${query}` })).toBe(
      'rYrq53Ldp9tCTBgHeZUnkUhUqnk=',
    );
  });

  it('empty and absent values are dropped', () => {
    expect(queryString({ b: undefined, a: '', c: [], d: ['', 'x'], e: false })).toBe('d=x&e=false');
  });

  it('stands in the header after exactly one space', () => {
    expect(accessKeyAuthorization('AK', 'c2ln')).toBe('OCP-ACCESS-KEY-HMACSHA1 AK:c2ln');
  });
});
