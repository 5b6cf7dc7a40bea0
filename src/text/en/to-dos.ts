/** Words for the list of to-dos that people work through after the end: card, thread, status and Home. mrkdwn but for the buttons. */
export const toDoWords = {
  /** The heading. */
  left: (left: number, all: number) => `To do now: ${left} of ${all} open`,
  allDone: (all: number) => (all === 1 ? 'To do: done' : `To do: all ${all} done`),
  closed: (left: number, all: number, who: string, at: string) =>
    `To do: ${all - left} of ${all} done, the rest handled elsewhere (${who}, ${at})`,
  done: (who: string, at: string, what: string) => `✓ *Done* (${who}, ${at}): ${what}`,
  buttons: { done: 'Done', undo: 'Undo', close: 'Handled elsewhere' },
  closeDialog: {
    title: 'Handled elsewhere?',
    text: 'What is still open is closed for everybody, and nobody is reminded of it any more. The list stays readable.',
    confirm: 'Close the list',
  },
  thread: {
    onCard: 'Tick them on the card when they are done.',
    allDone: (all: number) => (all === 1 ? '✓ The to-do is done.' : `✓ All ${all} to-dos are done.`),
    openAgain: (who: string, what: string) => `${who} took a tick back. Open again: ${what}`,
    closed: (who: string, left: number) =>
      left === 1
        ? `${who}: the last open to-do is handled elsewhere.`
        : `${who}: the ${left} open to-dos are handled elsewhere.`,
    reminded: (left: number, all: number, who: string) =>
      `*Still to do:* ${left} of ${all}. ${who}, tick them on the card when they are done:`,
  },
  overview: {
    heading: (requests: number) => `To do after the end: ${requests}`,
    left: (left: number, all: number) => `${left} of ${all} to-dos open`,
    first: (what: string) => `Next: ${what}`,
  },
} as const;
