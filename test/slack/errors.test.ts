/** What the web client threw, and what is believed of it. */
import { describe, expect, it } from 'vitest';
import { slackErrorOf } from '../../src/slack/client/errors.ts';

const platform = (error: unknown) => ({ code: 'slack_webapi_platform_error', data: { ok: false, error } });

describe('an answer of Slack’s', () => {
  it('is a single word, and says that nothing happened', () => {
    expect(slackErrorOf('chat.update', platform('is_archived'))).toMatchObject({
      code: 'is_archived',
      effect: 'none',
      permanent: true,
    });
  });

  it('that says part of the work may be done is an unknown effect', () => {
    expect(slackErrorOf('chat.postMessage', platform('fatal_error'))).toMatchObject({ effect: 'unknown' });
  });

  it.each(['<html>proxy</html>', 'invalid_auth a proxy quotes xoxb-1', '', 7, null])(
    '%j is none: its effect is unknown, and no word of it is repeated',
    (error) => {
      const read = slackErrorOf('chat.postMessage', platform(error));
      expect(read).toMatchObject({ code: 'slack_webapi_platform_error', effect: 'unknown', permanent: false });
      if (error) expect(read.message).not.toContain(String(error));
    },
  );
});
