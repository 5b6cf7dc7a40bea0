/** Operations as versions before targets had a kind stored them: hashes, digests and what is read of them stay the same. */
import { expect, it } from 'vitest';
import { digestOf } from '../../src/operation/digest.ts';
import { operationOf, storedOperation } from '../../src/operation/operation.ts';
import { failoverOf, inspectionOf, newLife, orders, ordersMain, requestCommand, START } from '../support/request.ts';

const pair = { tenant: ordersMain, standby: orders, standbyOcpClusterId: null };
const old = { kind: 'switchover', targets: [pair], stopRule: 'go_on' } as const;
const common = { inspection: inspectionOf(START), policyVersion: 'p1', question: { round: 1, proposal: null } };

it('what an older version stored is read with the kind of the operation in each target', () => {
  expect(operationOf(old).targets).toEqual([{ kind: 'switchover', ...pair }]);
});

it('what is stored has the kind in the operation alone', () => {
  expect(storedOperation(operationOf(old))).toEqual(old);
});

it('a request that is written has the hash that an older version gives it', () => {
  const life = newLife();
  life.tell(requestCommand(life));
  expect(life.log[0]?.hash).toBe('ff8e2b990a302234ac24bb081ba97360e5e099ed8bf31b72a34fb58d61664b94');
  expect(life.state().operation.targets).toMatchObject([{ kind: 'failover' }]);
});

it('an approval that was given under an older version is for the same operation now', () => {
  expect(digestOf({ ...common, operation: failoverOf() })).toBe(
    'cee10600f2c2f073452731cd769926823f5c93a51452417c8a9f580cd7ad2238',
  );
  expect(digestOf({ ...common, operation: operationOf(old) })).toBe(
    'a3f49b5c263ff7ec8239e29d95baacc659246b01d5f10f1edcad16b6bee5d424',
  );
});
