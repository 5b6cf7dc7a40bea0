/** The kinds of operations. Every list of kinds is made of this one. */
import { keysOf } from '../../lib/trust-boundaries.ts';
import type { OperationKind } from '../operation.ts';
import { failover } from './failover.ts';
import type { KindOf } from './kind.ts';
import { switchover } from './switchover.ts';

export const kinds: { readonly [Kind in OperationKind]: KindOf<Kind> } = { failover, switchover };

export const operationKinds = keysOf(kinds);
