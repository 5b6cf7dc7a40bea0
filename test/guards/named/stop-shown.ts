/** The stop on its way through Slack: what is answered, clicked and shown. */
import { type Guard, guardsOf } from './guard.ts';

export const stopShown: readonly Guard[] = [
  ...guardsOf(
    'src/view/offers.ts',
    ['slack/stops'],
    [
      [
        'no approval is offered while a stop holds',
        "(isHeld(state) ? [] : [{ kind: 'approve' } as const])",
        "[{ kind: 'approve' } as const]",
      ],
      ['nothing is offered to propose while a stop holds', 'isHeld(state) ? [] : proposals(', 'proposals('],
    ],
  ),
  ...guardsOf(
    'src/stop/decide.ts',
    ['slack/stop-command'],
    [
      [
        'a resume needs another person than whoever proposed it',
        'mayResume(person, resume.by, policy, now) ?? ',
        'mayResume(person, null, policy, now) ?? ',
      ],
    ],
  ),
  ...guardsOf(
    'src/engine/clicks/resume-clicks.ts',
    ['slack/stop-command'],
    [
      [
        'a resume is agreed to on its own card only',
        "isCardOf(place, click) ? await carryOut(click) : 'not_our_card'",
        'await carryOut(click)',
      ],
      [
        'a resume takes a one-time code where a rule asks for one',
        "return { kind: 'none', standing: await deps.codes.standing(person) };",
        "return { kind: 'right', step: 1, at: deps.clock.now() };",
      ],
    ],
  ),
  ...guardsOf(
    'src/slack/inbound/stop.ts',
    ['slack/stop-unwritten'],
    [
      [
        'what is not on disk is never answered "stopped"',
        "if (answered === null) return ack({ response_type: 'ephemeral', text: inLanguage(language, notStoppedText) });",
        "if (answered === null) return ack({ response_type: 'ephemeral', text: words.stop.answer.stopped });",
      ],
    ],
  ),
  ...guardsOf(
    'src/request/decide/time.ts',
    ['slack/stops'],
    [
      [
        'the beginning of a freeze is told once',
        "if (JSON.stringify(stops) === JSON.stringify(state.stops)) return refused('not_now');",
        '',
      ],
    ],
  ),
];
