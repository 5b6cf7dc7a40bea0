/** One family, one primary: what keeps a second one from being made. */
import { type Guard, guardsOf } from './guard.ts';

const findings = 'operation/family-findings';
const decisions = 'request/family';
const engine = 'engine/families';
const store = 'store/families';

export const families: readonly Guard[] = [
  ...guardsOf(
    'src/operation/family-findings.ts',
    [findings],
    [
      ['two targets of one family are refused', 'return twin ? [', 'return twin && !twin ? [', findings, engine],
      [
        'an earlier failover in the family refuses another',
        '.filter((one) => concerns(one, target) && isLinked(one, target, world))',
        '.filter(() => false)',
        findings,
        engine,
      ],
      [
        'a promoted tenant that is not listed counts as a primary',
        "by.stage === 'primary' && now !== null && isAway(now, world)",
        "by.stage === 'primary' && (now === null || isAway(now, world))",
      ],
      ['a rebuilt root ends the link', "if (root?.role === 'STANDBY' && root.primary !== null) return false;", ''],
      [
        'a living root refuses',
        "if (now === null || now.role !== 'PRIMARY' || now.status === 'UNAVAILABLE') return [];",
        'if (now !== null) return [];',
        findings,
        engine,
      ],
      [
        'a name of another family is refused',
        "return by ? [{ kind: 'name_taken', tenantId, name, by: refOf(by) }] : [];",
        'return by && [];',
      ],
      ['a locked tenant is refused', '...(now?.locked === true ? [', '...(now?.locked === null ? ['],
    ],
  ),
  ...guardsOf(
    'src/request/decide-call.ts',
    [decisions],
    [['a claim is held against the family', '...familyDifferences(state.family, family),', '', decisions, engine]],
  ),
  ...guardsOf(
    'src/request/decide-remedy.ts',
    [decisions],
    [
      [
        'a remedy that goes on is held against the family',
        '...(goesOn(proposal.remedy.kind) ? familyDifferences(state.family, family) : []),',
        '',
      ],
      [
        'a remedy that goes on is not proposed against the family',
        'const kin = goesOn(kind) ? familyRefusal(refusingDifferences(family)) : null;',
        'const kin = null;',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/family.ts',
    [decisions],
    [
      [
        'a question about a family is left alone by versions that know none',
        "if (isNews) return [{ type: 'family_noted', ...now }];",
        '',
      ],
      [
        'what was closed holds its family until the roles were read',
        "state.phase === 'ended' && isRead?.settled === true",
        "state.phase === 'ended'",
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/families.ts',
    ['engine/family-readings'],
    [
      [
        'what our own log says of a family is read again right before a claim',
        'const reading = await picture.again();',
        'const reading: FamilyReading = { members: [], findings: [], read: [], ...picture };',
      ],
      [
        'a tenant that became primary since OCP was read was not rebuilt by then',
        'return isPrimaryIn(now) && !isPrimaryIn(before);',
        'return isPrimaryIn(now) && isPrimaryIn(before) && false;',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/families.ts',
    [store],
    [
      [
        'a tenant that another request has is not claimed',
        "      .unique()\n      .where(sql.ref('held'), '=', sql.lit(1))",
        '',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/event-log.ts',
    [store],
    [
      [
        'an append that was late takes no family',
        'if (requestedAt === null) return false;\n      if (known.family) await change(trx, last.requestId, known.family);',
        'if (known.family) await change(trx, last.requestId, known.family);\n      if (requestedAt === null) return false;',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/requests.ts',
    [engine],
    [
      [
        'a claim takes its family',
        "return { kind: 'hold', members: command.family.members.map(memberKey) };",
        'return null;',
      ],
    ],
  ),
];
