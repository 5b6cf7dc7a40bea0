/** The engine's tests run on each kind of store: every file of them twice, and each title begins with the kind. */
import { afterAll, beforeAll, describe, TestRunner } from 'vitest';
import { kinds, useKind } from './database.ts';

export default class OnEachStore extends TestRunner {
  override importFile(path: string, source: 'collect' | 'setup'): unknown {
    if (source === 'setup' || !path.includes('/test/engine/')) return super.importFile(path, source);
    return describe.each(kinds)('on %s', async (kind) => {
      beforeAll(() => useKind(kind));
      afterAll(() => useKind('sqlite'));
      // Under a name of its own each time: a module is evaluated once.
      await super.importFile(`${path}?on=${kind}`, source);
    });
  }
}
