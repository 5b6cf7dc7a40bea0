/** Words about what was typed behind a command: mrkdwn, but for the buttons. */
import { byKind } from './by-kind.ts';
import { things } from './count.ts';

/** `lost`: so many of the primaries OCP calls unavailable. */
function primariesOf(primaries: number, lost: number): string {
  const all = things(primaries, 'primary', 'primaries');
  if (lost === 0) return all;
  return lost === primaries ? `${all} lost` : `${all}, ${lost} of them lost`;
}

function standbysOf(standbys: number): string {
  return things(standbys, 'standby', 'standbys');
}

export const typedWords = {
  /** `means`: what the word was found to mean. */
  word: (word: string, means: string) => `*${word}:* ${means}`,
  unknown: (word: string, nearest: string) =>
    nearest === ''
      ? `*${word}:* no cluster or tenant of that name.`
      : `*${word}:* no cluster or tenant of that name. Similar: ${nearest}.`,
  chooseSide: 'Which of them do you mean?',
  /** `example`: the subcommand that it resembles. */
  subcommand: (word: string, example: string) => `There is no command “${word}”. Do you mean \`${example}\`?`,
  /** Plain text: a button. */
  addLost: (families: number) =>
    families === 1
      ? 'Add the standby whose primary is lost (1)'
      : `Add all standbys whose primary is lost (${families})`,
  ...byKind({
    failover: {
      /** `on`: where the new primaries are. */
      found: {
        leaves: (primaries: number, lost: number, standbys: number, on: string) =>
          `cluster with ${primariesOf(primaries, lost)}, ${standbysOf(standbys)} on ${on}.`,
        arrives: (primaries: number, lost: number, standbys: number, _on: string) =>
          `cluster with ${standbysOf(standbys)}, of ${primariesOf(primaries, lost)}.`,
        tenant: (_primaries: number, _lost: number, standbys: number, on: string) =>
          `tenant with ${standbysOf(standbys)} on ${on}.`,
        pattern: (primaries: number, lost: number, standbys: number, on: string) =>
          `${primariesOf(primaries, lost)}, ${standbysOf(standbys)} on ${on}.`,
        part: (_primaries: number, _lost: number, standbys: number, on: string) =>
          `part of a name: ${standbysOf(standbys)} on ${on}.`,
      },
      clusterWithout: (cluster: string) => `*${cluster}:* cluster; OCP lists no standby for it.`,
      nothingTogether: 'No standby fits all of these words. Choose below.',
      undecided: (names: string) =>
        `Several standbys, none of them known to be the best: ${names}. Choose one of each.`,
      /** Plain text: buttons. */
      sides: {
        leaves: (cluster: string, count: number) => `Primaries of ${cluster} (${count})`,
        arrives: (cluster: string, count: number) => `Standbys on ${cluster} (${count})`,
      },
    },
    switchover: {
      found: {
        leaves: (primaries: number, _lost: number, _standbys: number, on: string) =>
          `cluster with ${primariesOf(primaries, 0)}, standbys on ${on}.`,
        arrives: (_primaries: number, _lost: number, standbys: number, _on: string) =>
          `cluster with ${standbysOf(standbys)}.`,
        tenant: (_primaries: number, _lost: number, standbys: number, on: string) =>
          `tenant with ${standbysOf(standbys)} on ${on}.`,
        pattern: (primaries: number, _lost: number, _standbys: number, on: string) =>
          `${primariesOf(primaries, 0)}, standbys on ${on}.`,
        part: (_primaries: number, _lost: number, standbys: number, _on: string) =>
          `part of a name: ${things(standbys, 'pair')}.`,
      },
      clusterWithout: (cluster: string) =>
        `*${cluster}:* cluster; OCP lists no pair of a primary and a standby for it.`,
      nothingTogether: 'No pair fits all of these words. Choose below.',
      undecided: (names: string) => `Several standbys: ${names}. Choose one of each.`,
      /** Plain text: buttons. */
      sides: {
        leaves: (cluster: string, count: number) => `Away from ${cluster} (${count})`,
        arrives: (cluster: string, count: number) => `To ${cluster} (${count})`,
      },
    },
  }),
} as const;
