/** What people do at Slack's client: each waits for what they would see, and tries again when Slack says that it did not work. */
import { createActor } from '../../src/simulators/slack/people/actor.ts';
import type { Outcome } from '../../src/simulators/slack/methods/outcome.ts';
import { placedElements } from '../../src/simulators/slack/validation/elements.ts';
import { topView } from '../../src/simulators/slack/model/views.ts';
import type { Message, User, View } from '../../src/simulators/slack/model/workspace.ts';
import { isAbout } from './about.ts';
import { channel, idOf } from './cast.ts';
import type { Deed, Who } from './deeds.ts';
import type { Rolls } from './rolls.ts';
import type { World } from './world.ts';
import { markOf } from './watch-slack.ts';

type Ask = Extract<Deed, { do: 'ask' }>;
type Press = Extract<Deed, { do: 'press' }>;
type Together = Extract<Deed, { do: 'approve together' }>;

/** Nobody goes on for ever. */
const ASK_TRIES = 3;
const PRESS_TRIES = 6;
const AGAIN_TRIES = 14;
const TOGETHER_TRIES = 4;
/** Who said so twice waits for so long before saying it again. */
const PATIENT_MS = 3_000;
const LOOKS = 60;
const READS_MS = 4_000;
/** For so long a card is read before it is approved: sooner does not count. */
const READING_MS = 5_500;

export interface People {
  ask(deed: Ask): Promise<void>;
  press(deed: Press): Promise<void>;
  approveTogether(deed: Together): Promise<void>;
}

export function createPeople(
  world: World,
  rolls: Rolls,
  deps: {
    over: () => boolean;
    trace: (line: string) => void;
    /** Somebody sends a form about these tenants, or approves what stands on a request's card. */
    wants: (wanted: { readonly tenants: readonly string[] } | { readonly request: string }) => void;
  },
): People {
  const { slack, scheduler } = world;
  const { over, trace, wants } = deps;
  const rest = (ms: number) => scheduler.clockOf(scheduler.world).sleep(ms);

  function actorOf(who: Who) {
    const user: User | undefined = slack.w.users.get(idOf[who]);
    if (!user) throw new Error(`there is no ${who}`);
    return createActor(slack, user);
  }

  function said(what: string, { ok, error, detail }: Outcome): boolean {
    trace(`${what}: ${ok ? 'ok' : `${error} ${detail}`}`);
    return ok;
  }

  async function ask({ who, kind, tenants, tries = ASK_TRIES }: Ask): Promise<void> {
    for (let tried = 0; tried < tries && !over(); tried += 1) {
      if (tried > 0) await rest(4_000);
      const actor = actorOf(who);
      const known = topView(slack.w, idOf[who])?.id;
      const [only] = tenants;
      if (
        !said(
          `${who} types /${kind} ${tenants.join(' ')}`,
          await actor.slash(`/${kind}`, tenants.length === 1 ? (only ?? '') : '', channel),
        )
      )
        continue;
      const view = await filled(who, kind, tenants, known);
      if (!view) continue;
      await actor.type(view, 'reason', 'hangzhou is down');
      for (let pressed = 0; pressed < 3 && !over(); pressed += 1) {
        wants({ tenants });
        if (said(`${who} submits the form`, await actor.submit(view))) return;
        await rest(2_000);
      }
      await actor.close(view);
    }
  }

  /** The form, once what is asked for is chosen in it; null when it does not come to that. */
  async function filled(
    who: Who,
    kind: Ask['kind'],
    tenants: Ask['tenants'],
    known: string | undefined,
  ): Promise<View | null> {
    const field = kind === 'failover' ? 'tenants' : 'pairs';
    for (let looked = 0; looked < 10; looked += 1) {
      await rest(700);
      const view = topView(slack.w, idOf[who]);
      if (!view?.submit || view.id === known) continue;
      if (tenants.length === 1) return view;
      const actor = actorOf(who);
      const { options } = await actor.search(view, field, 'or');
      const found = [
        ...options,
        ...(await actor.search(view, field, 'st')).options,
        ...(await actor.search(view, field, 'le')).options,
        ...(await actor.search(view, field, 'me')).options,
      ];
      const values = tenants.flatMap((name) => {
        const key = keyAt(name);
        const isIt = (option: { text?: unknown; value?: unknown }) =>
          key === null ? JSON.stringify(option.text).includes(name) : String(option.value) === key;
        return found.find(isIt)?.['value'] ?? [];
      });
      if (values.length < tenants.length) continue;
      const chosen = await actor.choose(view, field, [...new Set(values.map(String))]);
      if (said(`${who} chooses ${tenants.join(', ')}`, chosen)) {
        await rest(1_500);
        return topView(slack.w, idOf[who]);
      }
    }
    return null;
  }

  /** What an option for the failover of `members sh-prod` carries; null for a name alone. */
  function keyAt(name: string): string | null {
    const [tenantName, cluster] = name.split(' ');
    const { clusters, tenants } = world.ocp.world;
    const one = [...tenants.values()].find(
      (tenant) => tenant.name === tenantName && clusters.get(tenant.clusterId)?.name === cluster,
    );
    return one ? `${one.clusterId}:${one.id}` : null;
  }

  /** The cards that stand in the channel, oldest first. */
  function cards(): readonly Message[] {
    const messages = slack.w.channels.get(channel)?.messages ?? [];
    return messages.filter(
      (one) => !one.deleted && one.metadata !== null && markOf({ metadata: one.metadata })?.kind === 'card',
    );
  }

  /** By its number, or the newest about a tenant. */
  function cardAt(which: Press['card']): Message | undefined {
    if (typeof which === 'number') return cards()[which];
    return cards().findLast(({ metadata }) => isAbout(world.tables, requestAt(metadata), which));
  }

  function requestAt(metadata: Message['metadata']): string {
    return (metadata === null ? null : markOf({ metadata }))?.request ?? '';
  }

  function offers(card: Message | undefined, button: string): card is Message {
    return card !== undefined && placedElements(card.blocks).some(({ actionId }) => actionId === button);
  }

  async function press(deed: Press): Promise<void> {
    const { who, button, how } = deed;
    if (how === 'forced' || how === 'stale') return mischief(deed);
    let tries = 0;
    const most = how === 'again' ? AGAIN_TRIES : PRESS_TRIES;
    for (let looked = 0; looked < LOOKS && !over(); looked += 1) {
      const card = cardAt(deed.card);
      if (offers(card, button)) {
        tries += 1;
        if (tries === 1) await rest(rolls.between(rolls.name(`${who} reads`), 0, READS_MS));
        if (button === 'approve') wants({ request: requestAt(card.metadata) });
        const click = () => actorOf(who).click(card, button, { confirm: true });
        const clicks = await Promise.all(how === 'twice' ? [click(), click()] : [click()]);
        const ok = clicks.map((outcome) => said(`${who} presses ${button}`, outcome)).includes(true);
        // Whoever agreed too fast is asked to read first, and agrees once more.
        if ((ok && how !== 'again' && !(button === 'approve' && tries === 1)) || tries >= most) return;
        if (ok && tries > 1) await rest(PATIENT_MS);
      }
      await rest(3_000);
    }
  }

  async function approveTogether({ who, cards: both }: Together): Promise<void> {
    let tries = 0;
    for (let looked = 0; looked < LOOKS && tries < TOGETHER_TRIES && !over(); looked += 1) {
      const waiting = both.map(cardAt).filter((card) => offers(card, 'approve'));
      if (waiting.length === both.length) {
        tries += 1;
        if (tries === 1) await rest(READING_MS);
        for (const { metadata } of waiting) wants({ request: requestAt(metadata) });
        const clicks = waiting.map((card) => actorOf(who).click(card, 'approve', { confirm: true }));
        for (const outcome of await Promise.all(clicks)) said(`${who} approves together`, outcome);
      }
      await rest(1_500);
    }
  }

  /** What the client would not let anybody do: a button that is not there, or no longer. */
  async function mischief({ who, button, card: at, how }: Press): Promise<void> {
    const card = cardAt(at);
    if (!card) return;
    const actor = actorOf(who);
    const revision = rolls.between(rolls.name(`${who} finds`), 0, card.revisions.length - 1);
    const outcome =
      how === 'stale'
        ? await actor.clickStale(card, revision, button, { force: true })
        : await actor.click(card, button, { force: true });
    said(`${who} forces ${button}`, outcome);
  }

  return { ask, press, approveTogether };
}
