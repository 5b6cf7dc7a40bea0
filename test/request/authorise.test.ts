import { describe, expect, it } from 'vitest';
import { type Act, authorise, takesPartIn } from '../../src/people/authorise.ts';
import type { Person, Standing } from '../../src/people/person.ts';
import type { Rule } from '../../src/policy/policy.ts';
import { memberAt, rule, START } from '../support/request.ts';

const ME = 'U0ME';
const OTHER = 'U0OTHER';
const REQUESTERS = 'S0REQ';
const APPROVERS = 'S0APP';

const byId: Rule = { ...rule, requesters: [OTHER], approvers: [OTHER] };
const byGroup: Rule = { ...rule, requesters: [REQUESTERS], approvers: [APPROVERS] };

function may(
  act: Act,
  change: Partial<Person> = {},
  under: Rule = byGroup,
  asker: string | null = OTHER,
  agreed: readonly string[] = [],
) {
  const question = { act, person: memberAt(START, ME, change), rule: under, asker, agreed, now: START };
  return authorise(question) ?? 'allowed';
}

const reading: readonly Act[] = ['request', 'approve', 'reject', 'propose', 'abandon'];

describe('who may do what', () => {
  describe('a member listed by user id', () => {
    it.each<[Act, string, string, string, string]>([
      // act, requester only, approver only, both, neither
      ['request', 'allowed', 'not_a_requester', 'allowed', 'not_a_requester'],
      ['approve', 'not_an_approver', 'allowed', 'allowed', 'not_an_approver'],
      ['reject', 'not_an_approver', 'allowed', 'allowed', 'not_an_approver'],
      ['propose', 'allowed', 'allowed', 'allowed', 'not_an_approver'],
      ['abandon', 'allowed', 'allowed', 'allowed', 'not_an_approver'],
    ])('%s: requester %s, approver %s, both %s, neither %s', (act, requester, approver, both, neither) => {
      const mine = [OTHER, ME];
      expect(may(act, {}, { ...byId, requesters: mine })).toBe(requester);
      expect(may(act, {}, { ...byId, approvers: mine })).toBe(approver);
      expect(may(act, {}, { ...byId, requesters: mine, approvers: mine })).toBe(both);
      expect(may(act, {}, byId)).toBe(neither);
    });

    it.each(reading)('%s does not need groups that were not read', (act) => {
      const listed = { ...byGroup, requesters: [REQUESTERS, ME], approvers: [APPROVERS, ME] };
      expect(may(act, { groups: null }, listed)).toBe('allowed');
    });
  });

  describe('a member of a listed user group', () => {
    it.each<[Act, string, string, string, string]>([
      ['request', 'allowed', 'not_a_requester', 'not_a_requester', 'groups_unread'],
      ['approve', 'not_an_approver', 'allowed', 'not_an_approver', 'groups_unread'],
      ['reject', 'not_an_approver', 'allowed', 'not_an_approver', 'groups_unread'],
      ['propose', 'allowed', 'allowed', 'not_an_approver', 'groups_unread'],
      ['abandon', 'allowed', 'allowed', 'not_an_approver', 'groups_unread'],
    ])(
      '%s: requesters %s, approvers %s, another group %s, groups unread %s',
      (act, requester, approver, other, unread) => {
        expect(may(act, { groups: [REQUESTERS] })).toBe(requester);
        expect(may(act, { groups: ['S0X', APPROVERS] })).toBe(approver);
        expect(may(act, { groups: ['S0X'] })).toBe(other);
        expect(may(act, { groups: null })).toBe(unread);
      },
    );

    it.each(reading)('%s: groups that were not read do not matter to a rule without groups', (act) => {
      expect(may(act, { groups: null }, byId)).toBe(act === 'request' ? 'not_a_requester' : 'not_an_approver');
    });
  });

  describe('an empty list allows nobody', () => {
    it.each(reading)('%s', (act) => {
      const nobody = { ...rule, requesters: [], approvers: [] };
      expect(may(act, { groups: [REQUESTERS, APPROVERS] }, nobody)).toMatch(/^not_an?_/);
      expect(may(act, { groups: null }, nobody)).toMatch(/^not_an?_/);
    });
  });

  describe('whoever is not a full member of this workspace is refused, listed or not', () => {
    const standings: readonly Exclude<Standing, 'member'>[] = [
      'guest',
      'external',
      'deactivated',
      'bot',
      'invited',
      'nobody',
      'unread',
    ];
    const listed = { ...rule, requesters: [ME], approvers: [ME, APPROVERS] };

    it.each(standings.flatMap((standing) => reading.map((act) => [standing, act] as const)))(
      '%s: %s',
      (standing, act) => {
        expect(may(act, { standing, groups: [APPROVERS] }, listed)).toBe(`person_${standing}`);
        expect(may(act, { standing, groups: null }, listed)).toBe(`person_${standing}`);
      },
    );
  });

  describe('facts older or newer than a minute are no facts', () => {
    const listed = { ...rule, requesters: [ME], approvers: [ME] };

    it.each(reading)('%s', (act) => {
      expect(may(act, { readAt: START - 60_000 }, listed)).toBe('allowed');
      expect(may(act, { readAt: START - 60_001 }, listed)).toBe('person_unread');
      expect(may(act, { readAt: START + 60_000 }, listed)).toBe('allowed');
      expect(may(act, { readAt: START + 60_001 }, listed)).toBe('person_unread');
      expect(may(act, { readAt: START - 60_001, standing: 'guest' }, listed)).toBe('person_unread');
    });
  });

  describe('what is one’s own', () => {
    const listed = { ...rule, requesters: [ME], approvers: [ME] };

    it('can never be approved by oneself, however one is listed', () => {
      expect(may('approve', {}, listed, ME)).toBe('own_request');
      expect(may('approve', { groups: [APPROVERS] }, byGroup, ME)).toBe('own_request');
      expect(may('approve', { groups: null }, byId, ME)).toBe('own_request');
    });

    it('can be rejected by oneself as an approver: that makes nothing happen', () => {
      expect(may('reject', {}, listed, ME)).toBe('allowed');
    });

    it('can be withdrawn without Slack saying who one is', () => {
      const standings = ['member', 'guest', 'deactivated', 'unread', 'nobody'] as const;
      for (const standing of standings)
        expect(may('withdraw', { standing, groups: null, readAt: 0 }, byId, ME)).toBe('allowed');
    });

    it('can be withdrawn by nobody else, approver or not', () => {
      expect(may('withdraw', {}, listed, OTHER)).toBe('not_your_request');
      expect(may('withdraw', { groups: [APPROVERS, REQUESTERS] }, byGroup, OTHER)).toBe('not_your_request');
      expect(may('withdraw', {}, listed, null)).toBe('not_your_request');
    });
  });

  describe('with a people file', () => {
    const listed = { ...rule, requesters: [ME], approvers: [ME] };
    const owner = { kind: 'person', name: 'Mei', accounts: [ME, 'U0MINE'] } as const;

    it.each(reading)('%s: whoever stands with one person in it is that person', (act) => {
      expect(may(act, { owner }, listed)).toBe('allowed');
    });

    it.each(reading)('%s: an account that it does not name, or gives to several people, is refused', (act) => {
      expect(may(act, { owner: { kind: 'unmapped' } }, listed)).toBe('person_unmapped');
      const several = { kind: 'doubly_mapped', names: ['Mei', 'Arun'] } as const;
      expect(may(act, { owner: several }, listed)).toBe('person_doubly_mapped');
      // What Slack says of an account comes first: guests learn nothing of files.
      expect(may(act, { owner: several, standing: 'guest' }, listed)).toBe('person_guest');
    });

    it('one’s own request cannot be approved with another account', () => {
      expect(may('approve', { owner }, listed, 'U0MINE')).toBe('same_person');
      expect(may('approve', { owner }, listed, ME)).toBe('own_request');
    });

    it('one person approves once, with whichever account', () => {
      expect(may('approve', { owner }, listed, OTHER, ['U0X', 'U0MINE'])).toBe('same_person');
      expect(may('approve', { owner }, listed, OTHER, ['U0X'])).toBe('allowed');
    });

    it('one’s own request can be withdrawn with another account', () => {
      expect(may('withdraw', { owner }, byId, 'U0MINE')).toBe('allowed');
      expect(may('withdraw', { owner }, byId, OTHER)).toBe('not_your_request');
    });
  });
});

describe('who takes part at all', () => {
  const inSome = (change: Partial<Person>, ...rules: readonly Rule[]) =>
    takesPartIn({ rules }, memberAt(START, ME, change));

  it('is whom any rule names, as a requester or an approver, by id or by group', () => {
    expect(inSome({}, byId)).toBe('no');
    expect(inSome({}, byId, { ...byId, requesters: [ME] })).toBe('yes');
    expect(inSome({}, { ...byId, approvers: [ME] })).toBe('yes');
    expect(inSome({ groups: [APPROVERS] }, byId, byGroup)).toBe('yes');
    expect(inSome({ groups: [] }, byGroup)).toBe('no');
    expect(inSome({})).toBe('no');
  });

  it('is nobody of whom Slack does not say who they are, or in which groups', () => {
    expect(inSome({ standing: 'unread' }, { ...byId, approvers: [ME] })).toBe('unread');
    expect(inSome({ groups: null }, byGroup)).toBe('unread');
    for (const standing of ['guest', 'external', 'deactivated', 'bot', 'invited', 'nobody'] as const)
      expect(inSome({ standing }, { ...byId, approvers: [ME] })).toBe('no');
  });
});
