import { type Check, checkEnum, checkList, checkObject, checkString, problem } from './check.ts';
import { type JsonObject, show } from './json.ts';
import { limits } from './limits.ts';

const required: { readonly [type: string]: readonly string[] } = {
  text: ['text'],
  link: ['url'],
  emoji: ['name'],
  user: ['user_id'],
  usergroup: ['usergroup_id'],
  channel: ['channel_id'],
  team: ['team_id'],
  broadcast: ['range'],
  color: ['value'],
  date: ['format'],
};

const many = Number.MAX_SAFE_INTEGER;

export function checkRichText(check: Check, block: JsonObject, at: string): void {
  for (const [index, element] of checkList(check, block, 'elements', at, many, 0).entries()) {
    const here = `${at}/elements/${index}`;
    checkObject(check, element, here, (element) => checkPart(check, element, here));
  }
}

function checkPart(check: Check, part: JsonObject, at: string): void {
  const type = part['type'];
  if (type === 'rich_text_list') {
    checkEnum(check, part, 'style', at, ['bullet', 'ordered'], true);
    for (const [index, item] of checkList(check, part, 'elements', at, many, 0).entries()) {
      const here = `${at}/elements/${index}`;
      checkObject(check, item, here, (item) => {
        if (item['type'] === 'rich_text_section') checkPart(check, item, here);
        else problem(check, here, `unsupported type: ${show(item['type'])}`);
      });
    }
    return;
  }
  if (type !== 'rich_text_section' && type !== 'rich_text_quote' && type !== 'rich_text_preformatted') {
    return problem(check, at, `unsupported type: ${show(type)}`);
  }
  for (const [index, element] of checkList(check, part, 'elements', at, many, 0).entries()) {
    const here = `${at}/elements/${index}`;
    checkObject(check, element, here, (element) => checkInline(check, element, here, type));
  }
}

function checkInline(check: Check, element: JsonObject, at: string, within: string): void {
  const type = element['type'];
  const fields = typeof type === 'string' ? required[type] : undefined;
  const fits = within !== 'rich_text_preformatted' || type === 'text' || type === 'link';
  if (fields === undefined || !fits) return problem(check, at, `unsupported type: ${show(type)}`);
  for (const field of fields) {
    const min = type === 'text' ? 1 : 0;
    checkString(check, element, field, at, { max: field === 'url' ? limits.url : many, min, required: true });
  }
}
