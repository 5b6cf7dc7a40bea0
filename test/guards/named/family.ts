/** One family, one primary: what keeps a second one from being made. */
import { type Guard, guardsOf } from './guard.ts';

const findings = 'operation/family-findings';
const decisions = 'request/family';
const engine = 'engine/families';
const store = 'store/families';

/** What is closed, or ends with something unsaid, lets its families go when nothing of it can go on. */
const closing: readonly Guard[] = [
  ...guardsOf(
    'src/request/decide/people.ts',
    ['request/closing'],
    [
      [
        'nothing is closed while a task of it runs',
        "if (followedTasks(state).some(({ followed }) => isAtWork(followed))) return refused('task_running');",
        '',
        'request/closing',
        'engine/families-closing',
      ],
      [
        'nothing is closed while a remedy is unaccounted for, or not seen in its task yet',
        "if (isRemedyAwaited(state, now) || isRemedyUnseen(state, now)) return refused('remedy_unaccounted');",
        '',
        'request/closing',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/evolve.ts',
    ['request/closing'],
    [
      [
        'a role that was read before a remedy is no role after it',
        'withClaimed(underApprovals(withoutReadings(state, event.call, tenantOfTask(state, event))), event, at)',
        'withClaimed(underApprovals(state), event, at)',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/roles.ts',
    ['request/closing'],
    [
      ['roles count from a remedy of their task', '...ofItsTask.map(({ at }) => at), ', ''],
      ['roles that nobody waited for count from the end', ', closedAt ?? changedAt);', ');'],
      [
        'a tenant that OCP no longer shows holds nobody up for ever',
        'const isShown = isEnded || read.roles',
        'const isShown = read.roles',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/watcher.ts',
    ['engine/families-closing'],
    [
      [
        'what holds a family is read for as long as it takes',
        'const ended = [...new Set([...lately, ...held])];',
        'const ended = lately.concat(held.slice(held.length));',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/completion.ts',
    ['request/family-unnamed'],
    [['a task that names no target keeps the request open', 'if (unnamedTasks(call).length > 0) return null;', '']],
  ),
  ...guardsOf(
    'src/request/family.ts',
    ['request/family-unnamed'],
    [
      [
        'what an older version closed without reading the roles refuses nothing for ever',
        "known !== 'primary' && read === null && isUnwatched ? 'closed' : known",
        'known',
        'request/closing',
        'engine/families-upgrade',
      ],
      [
        'a task that names no target keeps the families',
        "call.status === 'accepted' && unnamedTasks(call).length === 0",
        "call.status === 'accepted'",
      ],
      [
        'a tenant that OCP named no task for may still become a primary until its role is settled',
        "call.tasks.length > 0 && read !== null ? 'closed'",
        "call.tasks.length > 0 ? 'closed'",
      ],
    ],
  ),
];

export const families: readonly Guard[] = [
  ...guardsOf(
    'src/operation/family-findings.ts',
    [findings],
    [
      ['two targets of one family are refused', 'return twin ? [', 'return twin && !twin ? [', findings, engine],
      [
        'an earlier failover in the family refuses another',
        'const found = servesNow(by, own, world);',
        'const found = servesNow(by, own, world) && null;',
        findings,
        engine,
      ],
      [
        'what was taken out of a family is followed further',
        'for (const { tenant, lost } of more) for (const member of [tenant, ...lost]) add(member);',
        'if (linked.length > 0) return { members, promotions: linked };',
      ],
      [
        'who serves in place of a promoted tenant counts',
        'if (now === null || root.tenant === null',
        "if (now === null || now.role === 'STANDBY' || root.tenant === null",
      ],
      [
        'what was closed and is a primary after all counts',
        "if (by.stage === 'closed' && now?.role !== 'PRIMARY') return null;",
        "if (by.stage === 'closed') return null;",
      ],
      ['a rebuilt root ends the link', "if (now?.role === 'STANDBY' && now.primary !== null) return false;", ''],
      [
        'a living root refuses',
        "if (now === null || now.role !== 'PRIMARY' || now.status === 'UNAVAILABLE') return [];",
        'if (now !== null) return [];',
        findings,
        engine,
      ],
      [
        'a primary that is back refuses a remedy that goes on',
        'if (isDirect && passes === undefined) return [];',
        'if (isDirect) return [];',
        'engine/family-remedies',
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
    'src/operation/family.ts',
    ['engine/family-hidden'],
    [
      [
        'a tenant that the list hides is found through the one that names it',
        "member.tenant === null ? relative.role !== 'PRIMARY' :",
        'member.tenant === null ? false :',
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/call.ts',
    [decisions],
    [['a claim is held against the family', '...familyDifferences(state.family, family),', '', decisions, engine]],
  ),
  ...guardsOf(
    'src/request/decide/remedy.ts',
    [decisions],
    [
      [
        'a remedy that goes on is held against the family',
        '...(remedyKind(pair.remedy.kind).goesOn ? familyDifferences(state.family, family) : []),',
        '',
      ],
      [
        'a remedy that goes on is not proposed against the family',
        'const kin = remedyKind(kind).goesOn ? familyRefusal(refusingDifferences(family)) : null;',
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
        "return (isDone || state.phase === 'ended') && reading?.settled === true;",
        "return isDone || state.phase === 'ended';",
      ],
    ],
  ),
  ...closing,
  ...guardsOf(
    'src/engine/reads/families.ts',
    ['engine/family-readings'],
    [
      [
        'families are not read while claims of an earlier version are not indexed',
        'if (await families.isBehind()) throw new FamiliesBehind();',
        '',
      ],
      [
        'rows of a request that an earlier version ended are let go',
        'if (state && holdsFamilies(state)) return',
        'if (state) return',
        'engine/families-upgrade',
      ],
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
    'src/store/tables/families.ts',
    [store],
    [
      [
        'a tenant that another request has is not claimed',
        "      .unique()\n      .where(sql.ref('held'), '=', sql.lit(1))",
        '',
      ],
      [
        'a claim that does not know of an earlier one in the family is refused',
        'if (unknown) throw new FamilyHeld();',
        '',
        store,
        'engine/families-race',
      ],
      ['rows of a request that has gone on are not let go', 'if (row && row.version !== version) return;', ''],
    ],
  ),
  ...guardsOf(
    'src/store/events/index-filling.ts',
    [store],
    [
      [
        'what an earlier version claimed is indexed, and held while the request is open',
        'await addClaims(trx, { request: id, members, isHeld: open === 1 });',
        '',
        store,
        'engine/families-upgrade',
      ],
    ],
  ),
  ...guardsOf(
    'src/store/events/event-log.ts',
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
        "return { kind: 'hold', members: command.family.members.map(memberKey), known: command.family.read };",
        'return null;',
      ],
    ],
  ),
];
