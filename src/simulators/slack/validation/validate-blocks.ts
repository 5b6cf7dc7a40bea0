import {
  type Check,
  checkEnum,
  checkList,
  checkObject,
  checkString,
  checkText,
  checkTextObject,
  plain,
  problem,
  type Surface,
} from './check.ts';
import { isObject, type Json, type JsonObject, length, show } from './json.ts';
import { limits } from './limits.ts';
import { checkElement, checkImage } from './validate-elements.ts';
import { checkRichText } from './validate-rich-text.ts';

type BlockCheck = (check: Check, block: JsonObject, at: string) => void;

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];
const messages: readonly Surface[] = ['message'];

/** Where a block may stand and what must hold for it. `plan` and `task_card` are documented for messages only. */
const kinds: { readonly [type: string]: { readonly on: readonly Surface[]; readonly check: BlockCheck } } = {
  actions: { on: everywhere, check: checkActions },
  alert: { on: ['message', 'modal'], check: checkAlert },
  card: { on: messages, check: checkCard },
  carousel: { on: messages, check: checkCarousel },
  container: { on: messages, check: checkContainer },
  context: { on: everywhere, check: checkContext },
  context_actions: { on: messages, check: checkContextActions },
  data_table: { on: messages, check: checkDataTable },
  divider: { on: everywhere, check: () => undefined },
  header: { on: everywhere, check: checkHeader },
  image: { on: everywhere, check: checkImageBlock },
  input: { on: everywhere, check: checkInput },
  markdown: { on: messages, check: checkMarkdown },
  plan: { on: messages, check: checkPlan },
  rich_text: { on: everywhere, check: (check, block, at) => checkRichText(check, block, at) },
  section: { on: everywhere, check: checkSection },
  table: { on: messages, check: checkTable },
  task_card: { on: messages, check: checkTaskCard },
  video: { on: everywhere, check: checkVideo },
};

/** What a container may hold. */
const containable = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
];

export function checkBlocks(
  check: Check,
  blocks: readonly Json[],
  at: string,
  within: readonly string[] | null = null,
): void {
  for (const [index, block] of blocks.entries()) checkBlock(check, block, `${at}/${index}`, within);
}

function checkBlock(check: Check, block: Json, at: string, within: readonly string[] | null): void {
  if (!isObject(block)) return problem(check, at, 'must be an object');
  const type = block['type'];
  const kind = typeof type === 'string' ? kinds[type] : undefined;
  const fits = typeof type === 'string' && (within === null || within.includes(type));
  if (typeof type !== 'string') return problem(check, at, 'missing required field: type');
  if (kind === undefined || !fits || !kind.on.includes(check.surface) || check.refusedBlocks.has(type)) {
    return problem(check, at, `unsupported type: ${type}`);
  }
  const id = checkString(check, block, 'block_id', at, { max: limits.id });
  if (id !== null && id !== '') {
    if (check.blockIds.has(id)) problem(check, `${at}/block_id`, `block_id already exists: ${id}`);
    check.blockIds.add(id);
  }
  kind.check(check, block, at);
}

function checkSection(check: Check, block: JsonObject, at: string): void {
  if (block['text'] === undefined && block['fields'] === undefined) problem(check, at, 'missing required field: text');
  checkText(check, block, 'text', at, { max: limits.sectionText });
  if (block['fields'] !== undefined) {
    for (const [index, field] of checkList(check, block, 'fields', at, limits.sectionFields).entries()) {
      checkTextObject(check, field, `${at}/fields/${index}`, { max: limits.fieldText });
    }
  }
  const accessory = block['accessory'];
  if (accessory !== undefined) checkElement(check, accessory, `${at}/accessory`, 'accessory');
}

function checkHeader(check: Check, block: JsonObject, at: string): void {
  checkText(check, block, 'text', at, { ...plain, max: limits.headerText, required: true });
}

function checkContext(check: Check, block: JsonObject, at: string): void {
  for (const [index, element] of checkList(check, block, 'elements', at, limits.contextElements).entries()) {
    const here = `${at}/elements/${index}`;
    if (isObject(element) && element['type'] === 'image') checkImage(check, element, here);
    else checkTextObject(check, element, here, { max: limits.contextText });
  }
}

function checkActions(check: Check, block: JsonObject, at: string): void {
  const seen = new Set<string>();
  for (const [index, element] of checkList(check, block, 'elements', at, limits.actionsElements).entries()) {
    checkElement(check, element, `${at}/elements/${index}`, 'actions');
    const id = isObject(element) ? element['action_id'] : undefined;
    if (typeof id !== 'string') continue;
    if (seen.has(id)) problem(check, `${at}/elements/${index}/action_id`, `action_id already exists: ${id}`);
    seen.add(id);
  }
}

function checkContextActions(check: Check, block: JsonObject, at: string): void {
  for (const [index, element] of checkList(check, block, 'elements', at, limits.contextActionsElements).entries()) {
    const here = `${at}/elements/${index}`;
    checkObject(check, element, here, (element) =>
      checkEnum(check, element, 'type', here, ['feedback_buttons', 'icon_button'], true),
    );
  }
}

function checkInput(check: Check, block: JsonObject, at: string): void {
  check.inputs += 1;
  checkText(check, block, 'label', at, { ...plain, max: limits.label, required: true });
  checkText(check, block, 'hint', at, { ...plain, max: limits.hint });
  const element = block['element'];
  if (element === undefined) problem(check, at, 'missing required field: element');
  else checkElement(check, element, `${at}/element`, 'input');
}

function checkImageBlock(check: Check, block: JsonObject, at: string): void {
  checkImage(check, block, at);
  checkText(check, block, 'title', at, { ...plain, max: limits.imageText });
}

function checkVideo(check: Check, block: JsonObject, at: string): void {
  for (const key of ['video_url', 'thumbnail_url', 'alt_text']) {
    checkString(check, block, key, at, { max: limits.url, required: true });
  }
  checkText(check, block, 'title', at, { ...plain, max: 199, required: true });
}

function checkMarkdown(check: Check, block: JsonObject, at: string): void {
  const markdown = checkString(check, block, 'text', at, { max: limits.markdown, min: 1, required: true });
  check.markdown += markdown?.length ?? 0;
}

function checkAlert(check: Check, block: JsonObject, at: string): void {
  checkText(check, block, 'text', at, { max: limits.sectionText, required: true });
  checkEnum(check, block, 'level', at, ['default', 'info', 'warning', 'error', 'success']);
}

function checkCard(check: Check, block: JsonObject, at: string): void {
  checkText(check, block, 'title', at, { max: limits.cardTitle });
  checkText(check, block, 'subtitle', at, { max: limits.cardTitle });
  checkText(check, block, 'body', at, { max: limits.cardBody });
  if (block['actions'] !== undefined) {
    for (const [index, button] of checkList(check, block, 'actions', at, limits.actionsElements).entries()) {
      checkElement(check, button, `${at}/actions/${index}`, 'actions');
    }
  }
}

function checkCarousel(check: Check, block: JsonObject, at: string): void {
  checkBlocks(check, checkList(check, block, 'elements', at, limits.carouselCards), `${at}/elements`, ['card']);
}

function checkContainer(check: Check, block: JsonObject, at: string): void {
  checkText(check, block, 'title', at, { ...plain, max: limits.containerTitle });
  checkText(check, block, 'subtitle', at, { max: limits.containerTitle });
  const children = checkList(check, block, 'child_blocks', at, limits.containerBlocks);
  checkBlocks(check, children, `${at}/child_blocks`, containable);
}

/** Its title is a plain string, and it names no maximum of tasks. */
function checkPlan(check: Check, block: JsonObject, at: string): void {
  checkString(check, block, 'title', at, { max: limits.sectionText, min: 1, required: true });
  if (block['tasks'] === undefined) return;
  const tasks = checkList(check, block, 'tasks', at, Number.MAX_SAFE_INTEGER, 0);
  const ids = new Set<string>();
  for (const [index, task] of tasks.entries()) {
    const here = `${at}/tasks/${index}`;
    checkObject(check, task, here, (task) => {
      if (task['type'] !== 'task_card') problem(check, here, `unsupported type: ${show(task['type'])}`);
      else checkTaskCard(check, task, here);
      const id = task['task_id'];
      if (typeof id === 'string' && ids.has(id)) problem(check, `${here}/task_id`, `task_id already exists: ${id}`);
      if (typeof id === 'string') ids.add(id);
    });
  }
}

function checkTaskCard(check: Check, block: JsonObject, at: string): void {
  checkString(check, block, 'task_id', at, { max: limits.id, min: 1, required: true });
  checkString(check, block, 'title', at, { max: limits.sectionText, min: 1, required: true });
  checkEnum(check, block, 'status', at, ['pending', 'in_progress', 'complete', 'error'], true);
  for (const key of ['details', 'output']) {
    checkObject(check, block[key], `${at}/${key}`, (text) => {
      if (text['type'] !== 'rich_text') problem(check, `${at}/${key}/type`, 'must be one of rich_text');
      else checkRichText(check, text, `${at}/${key}`);
    });
  }
  if (block['sources'] === undefined) return;
  for (const [index, source] of checkList(check, block, 'sources', at, Number.MAX_SAFE_INTEGER, 0).entries()) {
    const here = `${at}/sources/${index}`;
    checkObject(check, source, here, (source) => {
      checkEnum(check, source, 'type', here, ['url'], true);
      checkString(check, source, 'url', here, { max: limits.url, min: 1, required: true });
      checkString(check, source, 'text', here, { max: limits.sectionText, min: 1, required: true });
    });
  }
}

function checkTable(check: Check, block: JsonObject, at: string): void {
  check.tables += 1;
  checkRows(check, block, at);
}

function checkDataTable(check: Check, block: JsonObject, at: string): void {
  checkString(check, block, 'caption', at, { max: limits.sectionText, min: 1, required: true });
  const size = block['page_size'];
  if (size !== undefined && (typeof size !== 'number' || size < 1 || size > 100)) {
    problem(check, `${at}/page_size`, 'must be between 1 and 100');
  }
  checkRows(check, block, at);
}

function checkRows(check: Check, block: JsonObject, at: string): void {
  for (const [index, row] of checkList(check, block, 'rows', at, limits.tableRows).entries()) {
    const here = `${at}/rows/${index}`;
    if (!Array.isArray(row)) {
      problem(check, here, 'must be an array');
      continue;
    }
    if (row.length > limits.tableCells) problem(check, here, `no more than ${limits.tableCells} items allowed`);
    for (const [column, cell] of row.entries()) {
      checkObject(check, cell, `${here}/${column}`, (cell) => {
        if (cell['type'] === 'rich_text') checkRichText(check, cell, `${here}/${column}`);
        else if (cell['type'] === 'raw_text')
          checkString(check, cell, 'text', `${here}/${column}`, { max: 3_000, required: true });
        else if (cell['type'] !== 'raw_number')
          problem(check, `${here}/${column}`, `unsupported type: ${show(cell['type'])}`);
      });
    }
  }
}

/** The sum of all text that a reader sees in blocks, in code points. */
export function blockText(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + blockText(item), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string') sum += key === 'text' || key === 'title' ? length(item) : 0;
    else sum += blockText(item);
  }
  return sum;
}
