import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { isObject, type Json, type JsonObject, objects, text } from '../../../simulators/slack/validation/json.ts';
import { label } from './button.ts';

export interface Group {
  readonly label: string;
  readonly options: readonly JsonObject[];
}

interface SelectProps {
  readonly id: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  readonly placeholder: string;
  readonly chosen: readonly JsonObject[];
  readonly max: number;
  readonly minQuery: number;
  /** What is offered for the words typed so far; a text: why nothing can be offered. */
  readonly search: (query: string) => Promise<readonly Group[] | string>;
  /** Resolves when `chosen` tells what became of it. */
  readonly onChoose: (values: readonly string[]) => Promise<unknown>;
}

/** What was offered, and for which words. */
interface Found {
  readonly query: string;
  readonly groups: readonly Group[] | string;
}

const TYPING_MS = 150;

/** A menu that is searched by typing: Slack's external and static selects, single and multiple. */
export function Select(props: SelectProps): VNode {
  const { id, max, minQuery } = props;
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const { chosen, hold } = useChosen(props.chosen);
  const values = chosen.map(valueOf);
  // What is chosen in a menu for one is replaced by the next choice, so it stands in the box itself.
  const single = max === 1;
  const full = !single && chosen.length >= max;

  useEffect(() => {
    if (!open || query.length < minQuery) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      void props.search(query).then((groups) => {
        if (stale) return;
        setFound({ query, groups });
        setActive(0);
      });
    }, TYPING_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [query, open, minQuery]);

  // What was found for other words is not offered: a press would choose something that nobody looked for.
  const groups = found?.query === query ? found.groups : null;
  const offered =
    groups === null || typeof groups === 'string'
      ? []
      : groups.flatMap(({ options }) => options).filter((one) => single || !values.includes(valueOf(one)));
  const note =
    query.length < minQuery
      ? `Type at least ${minQuery} ${minQuery === 1 ? 'character' : 'characters'}.`
      : typeof groups === 'string'
        ? groups
        : groups === null
          ? 'Searching…'
          : 'No matches.';

  const change = (now: readonly JsonObject[]) => hold(now, props.onChoose(now.map(valueOf)));
  const choose = (option: JsonObject | undefined) => {
    if (option === undefined) return;
    setQuery('');
    setOpen(false);
    change(single ? [option] : [...chosen, option]);
  };
  const remove = (value: string) => {
    change(chosen.filter((one) => valueOf(one) !== value));
    setTimeout(() => input.current?.focus(), 0);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setActive((at) =>
        Math.min(Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)), Math.max(0, offered.length - 1)),
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open) choose(offered[active]);
    } else if (event.key === 'Escape' && open) {
      // The first Escape closes the menu, the next one the form.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && !single && query === '' && values.length > 0) remove(values.at(-1) ?? '');
  };

  return html`<div class="select">
    <div class=${`select-box ${props.invalid ? 'invalid' : ''}`}>
      ${(single ? [] : chosen).map(
        (option) => html`<span class="chip" key=${valueOf(option)}>
          <span>${label(option['text'])}</span>
          <button type="button" aria-label=${`Remove ${label(option['text'])}`} onClick=${() => remove(valueOf(option))}>×</button>
        </span>`,
      )}
      ${
        !full &&
        html`<input
        ref=${input}
        id=${id}
        role="combobox"
        autocomplete="off"
        aria-expanded=${open}
        aria-controls=${`${id}-list`}
        aria-activedescendant=${open && offered.length > 0 ? `${id}-${active}` : undefined}
        aria-describedby=${props.describedBy}
        aria-invalid=${props.invalid}
        placeholder=${props.placeholder}
        value=${single && !open ? label(chosen[0]?.['text']) : query}
        onInput=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) setQuery(event.currentTarget.value);
          setOpen(true);
        }}
        onClick=${() => setOpen(true)}
        onBlur=${() => setOpen(false)}
        onKeyDown=${key}
      />`
      }
    </div>
    ${
      open &&
      !full &&
      html`<${Menu} id=${id} groups=${Array.isArray(groups) ? groups : []} note=${note} offered=${offered} active=${active} onChoose=${choose} />`
    }
  </div>`;
}

/**
 * What is chosen as the reader sees it: a choice counts at once, before Slack's client and the app have answered, or the
 * next one made meanwhile would undo it.
 */
function useChosen(known: readonly JsonObject[]) {
  const [held, setHeld] = useState<readonly JsonObject[] | null>(null);
  const newest = useRef(0);
  return {
    chosen: held ?? known,
    hold(now: readonly JsonObject[], seen: Promise<unknown>) {
      newest.current += 1;
      const mine = newest.current;
      setHeld(now);
      void seen.then(() => {
        if (newest.current === mine) setHeld(null);
      });
    },
  };
}

interface MenuProps {
  readonly id: string;
  readonly groups: readonly Group[];
  /** Instead of options. */
  readonly note: string;
  readonly offered: readonly JsonObject[];
  readonly active: number;
  readonly onChoose: (option: JsonObject) => void;
}

function Menu({ id, groups, note, offered, active, onChoose }: MenuProps): VNode {
  useEffect(() => document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' }), [active]);
  // The input keeps the focus: a press on the menu must not take it away before the click arrives.
  const hold = (event: Event) => event.preventDefault();
  return html`<div class="menu" id=${`${id}-list`} role="listbox" aria-label="Options" onMouseDown=${hold}>
    ${offered.length === 0 && html`<p class="menu-note">${note}</p>`}
    ${groups.map((group) => {
      const options = group.options.filter((option) => offered.includes(option));
      return (
        options.length > 0 &&
        html`<div role="group" aria-label=${group.label}>
          ${group.label !== '' && html`<div class="menu-group" aria-hidden="true">${group.label}</div>`}
          ${options.map((option) => {
            const index = offered.indexOf(option);
            return html`<div
              id=${`${id}-${index}`}
              class=${`option ${index === active ? 'active' : ''}`}
              role="option"
              aria-selected=${index === active}
              onClick=${() => onChoose(option)}
            >
              <b>${label(option['text'])}</b>
              ${isObject(option['description']) && html`<small>${label(option['description'])}</small>`}
            </div>`;
          })}
        </div>`
      );
    })}
  </div>`;
}

export function valueOf(option: JsonObject): string {
  return text(option['value']) ?? '';
}

/** Option groups of a select or of an app's answer; options without groups become one group without a name. */
export function groupsOf(body: unknown): readonly Group[] {
  if (!isObject(body)) return [];
  const grouped: Json | undefined = body['option_groups'];
  if (Array.isArray(grouped))
    return objects(grouped).map((group) => ({ label: label(group['label']), options: objects(group['options']) }));
  return [{ label: '', options: objects(body['options']) }];
}
