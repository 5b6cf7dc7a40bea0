/** What a replica that no longer surely runs the engine sends to OCP: nothing, in whatever language it asks. */
import { afterEach, describe, expect, it } from 'vitest';
import type { OcpCalls } from '../../src/engine/ports.ts';
import { ocpIn, type Term, TermOver } from '../../src/engine/leadership/term.ts';
import { closeAll, connect, ok, serve } from '../ocp/server.ts';

afterEach(closeAll);

const item = { tenantId: '1', standbyTenantId: '2' };
const calls: { readonly [K in keyof OcpCalls]: (ocp: OcpCalls) => Promise<unknown> } = {
  failover: (ocp) => ocp.failover('1', '2', { serviceName: null }),
  failoverMany: (ocp) => ocp.failoverMany('1', [{ tenantId: '2', serviceName: null }]),
  switchover: (ocp) => ocp.switchover('1', item),
  switchoverMany: (ocp) => ocp.switchoverMany('1', [item]),
  retryTask: (ocp) => ocp.retryTask('1'),
  rollbackTask: (ocp) => ocp.rollbackTask('1'),
  retrySubtask: (ocp) => ocp.retrySubtask('1', '2'),
  skipSubtask: (ocp) => ocp.skipSubtask('1', '2'),
  cancelSubtask: (ocp) => ocp.cancelSubtask('1', '2'),
};

/** A term that is over when it is asked for the `last` time. */
function term(last: number): Term {
  let asked = 0;
  return {
    epoch: 1,
    check() {
      asked += 1;
      if (asked >= last) throw new TermOver(1);
    },
  };
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  it.each([
    ['over already', 1],
    ['over when the connection stands', 2],
  ])('is not sent in a term that is %s', async (_name, last) => {
    const server = await serve((_seen, response) => ok(response, {}));
    const client = connect([server.url]);
    for (const spoken of [
      (ocp: ReturnType<typeof ocpIn>) => ocp,
      (ocp: ReturnType<typeof ocpIn>) => ocp.in('en'),
      (ocp: ReturnType<typeof ocpIn>) => ocp.in('zh'),
    ])
      await expect(call(spoken(ocpIn(term(last), client)))).rejects.toMatchObject({
        name: 'TermOver',
        effect: 'none',
        why: { kind: 'term_over' },
      });
    expect(server.seen).toEqual([]);
  });
});
