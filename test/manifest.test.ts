/** The manifest against the limits of Slack's manifest schema 0.5.0 (slackapi/manifest-schema): its objects are closed. */
import { readFileSync } from 'node:fs';
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { subcommandWords } from '../src/slack/inbound/commands.ts';
import type { Operation } from '../src/operation/operation.ts';
import { scopes as scopesNeeded } from '../src/slack/overview/doctor/slack.ts';

const text = (min: number, max: number) => z.string().min(min).max(max);
const address = (max: number) =>
  z
    .string()
    .regex(/^https?:\/\//)
    .max(max);
const scopes = z.array(text(1, 50)).max(255).optional();
const events = z.array(text(1, 50)).max(100).optional();

const manifestSchema = z.strictObject({
  _metadata: z
    .strictObject({ major_version: z.union([z.literal(1), z.literal(2)]), minor_version: z.int() })
    .partial()
    .optional(),
  display_information: z.strictObject({
    name: text(1, 35),
    description: text(1, 140).optional(),
    background_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/)
      .optional(),
    long_description: text(175, 4000).optional(),
  }),
  features: z
    .strictObject({
      app_home: z
        .strictObject({
          home_tab_enabled: z.boolean(),
          messages_tab_enabled: z.boolean(),
          messages_tab_read_only_enabled: z.boolean(),
        })
        .partial()
        .optional(),
      bot_user: z
        .strictObject({
          display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/),
          always_online: z.boolean().optional(),
        })
        .optional(),
      slash_commands: z
        .array(
          z.strictObject({
            command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
            url: address(3000).optional(),
            description: text(1, 2000),
            usage_hint: text(1, 1000).optional(),
            should_escape: z.boolean().optional(),
          }),
        )
        .min(1)
        .max(50)
        .optional(),
      shortcuts: z
        .array(
          z.strictObject({
            name: text(1, 24),
            type: z.enum(['message', 'global']),
            callback_id: text(1, 255),
            description: text(1, 150),
          }),
        )
        .min(1)
        .max(10)
        .optional(),
    })
    .optional(),
  oauth_config: z
    .strictObject({
      redirect_urls: z.array(text(1, 2500)).max(1000).optional(),
      scopes: z.strictObject({ bot: scopes, user: scopes, bot_optional: scopes, user_optional: scopes }).optional(),
    })
    .optional(),
  settings: z
    .strictObject({
      event_subscriptions: z
        .strictObject({ request_url: address(3500).optional(), bot_events: events, user_events: events })
        .optional(),
      interactivity: z
        .strictObject({
          is_enabled: z.boolean(),
          request_url: address(3500).optional(),
          message_menu_options_url: address(3500).optional(),
        })
        .optional(),
      org_deploy_enabled: z.boolean().optional(),
      socket_mode_enabled: z.boolean().optional(),
      token_rotation_enabled: z.boolean().optional(),
    })
    .optional(),
});

type Manifest = AppsManifestCreateArguments['manifest'];
type BotScope = NonNullable<NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>['bot']>[number];

const source = readFileSync('manifest.yml', 'utf8');
const manifest = manifestSchema.parse(parse(source));

/** A new kind of operation does not compile here until its command is in the manifest. */
const kinds: Readonly<Record<Operation['kind'], true>> = { failover: true, switchover: true };

describe('the Slack app manifest', () => {
  test('has one command for each operation, and no other', () => {
    const commands = manifest.features?.slash_commands?.map(({ command }) => command);
    expect(commands).toEqual(Object.keys(kinds).map((kind) => `/${kind}`));
  });

  test.each([...subcommandWords, 'help', 'stop', 'resume'])('hints at %s behind each command', (word) => {
    const hints = manifest.features?.slash_commands?.map(({ usage_hint }) => usage_hint?.split(' | '));
    expect(hints).toEqual([expect.arrayContaining([word]), expect.arrayContaining([word])]);
  });

  test('asks for the least scopes, all of which Slack knows', () => {
    const least: BotScope[] = [
      'commands',
      'chat:write',
      'users:read',
      'usergroups:read',
      'channels:read',
      'groups:read',
      'channels:history',
      'groups:history',
    ];
    expect(manifest.oauth_config?.scopes).toEqual({ bot: least, bot_optional: ['files:write'] });
    // What /failover doctor looks for.
    expect({ bot: scopesNeeded.needed, bot_optional: scopesNeeded.optional }).toEqual(manifest.oauth_config?.scopes);
  });

  test('has a Home tab, told when it is opened, and a shortcut to the form', () => {
    expect(manifest.features?.app_home).toMatchObject({ home_tab_enabled: true });
    expect(manifest.settings?.event_subscriptions?.bot_events).toEqual(['app_home_opened']);
    expect(manifest.features?.shortcuts).toMatchObject([{ type: 'global', callback_id: 'fail_over_tenant' }]);
  });

  test('has people written in a command arrive as ids', () => {
    expect(manifest.features?.slash_commands?.map(({ should_escape }) => should_escape)).toEqual([true, true]);
  });

  test('sends commands, clicks and the look-ups of the forms to /slack/events', () => {
    const interactivity = manifest.settings?.interactivity;
    const urls = [
      ...(manifest.features?.slash_commands ?? []).map(({ url }) => url),
      manifest.settings?.event_subscriptions?.request_url,
      interactivity?.request_url,
      interactivity?.message_menu_options_url,
    ];
    expect(new Set(urls)).toEqual(new Set(['https://twokey.example.com/slack/events']));
    expect(interactivity?.is_enabled).toBe(true);
  });

  test('is for HTTP, one workspace and a token that does not expire', () => {
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    });
  });

  test('says how many addresses to replace', () => {
    const addresses = source.split('\n').filter((line) => /^\s*[^#]*: https:/.test(line));
    expect(addresses).toHaveLength(5);
    expect(source).toContain('(five times)');
  });

  test('is accepted by the schema after the switch to Socket Mode that it describes', () => {
    const lines = source.split('\n').filter((line) => line.startsWith('#') || !line.includes('https://twokey'));
    const socket = lines.join('\n').replace('socket_mode_enabled: false', 'socket_mode_enabled: true');
    const settings = manifestSchema.parse(parse(socket)).settings;
    expect(settings?.interactivity).toEqual({ is_enabled: true });
    expect(settings?.socket_mode_enabled).toBe(true);
  });
});
