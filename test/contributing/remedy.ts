import type { Patch } from '../support/scratch.ts';
import { catalogue, insert, type Recipe } from './recipe.ts';

export const remedy: Recipe = {
  half: [
    insert(
      'src/task/remedy-kinds.ts',
      '} as const satisfies Readonly<Record<string, StepRemedy>>;',
      `  pause: {
    goesOn: false,
    weight: 'danger',
    allowed: (_, step) => step.status === 'RUNNING' && step.name === 'Wait',
    isTaken: ({ status }) => status === 'CANCELING',
  },`,
    ),
  ],
  rest: [
    insert('src/operation/ocp.ts', '  skipSubtask(', "  pauseSubtask: OcpCalls['skipSubtask'];"),
    { file: 'src/ocp/urls.ts', before: "SubtaskVerb = 'retry'", after: "SubtaskVerb = 'pause' | 'retry'" },
    insert('src/ocp/tasks.ts', "  | 'skipSubtask'", "  | 'pauseSubtask'"),
    insert(
      'src/ocp/tasks.ts',
      '    skipSubtask: async',
      "    pauseSubtask: async (taskId, subtaskId, beforeSend) => act(subtaskUrl(taskId, subtaskId, 'pause'), beforeSend),",
    ),
    insert(
      'src/engine/leadership/term.ts',
      '    skipSubtask: (taskId',
      '    pauseSubtask: (taskId, subtaskId) => inTerm(() => ocp.pauseSubtask(taskId, subtaskId, check)),',
    ),
    insert(
      'src/engine/send.ts',
      "    case 'cancel':",
      "    case 'pause':\n      return ocp.pauseSubtask(taskId, remedy.subtaskId);",
    ),
    ...remedyWords(
      'en',
      ['    skip: (step: string, target', '    skip: (step: string, leaves', '    skip: (at: string'],
      {
        noun: '(step: string, target: string) => `pause of ${step} for ${target}`',
        does: '(step: string) => `OCP pauses ${step}.`',
        label: '(at: string) => `Pause step ${at}`',
        allowed: "'pause the step'",
      },
    ),
    ...remedyWords('zh', ['    skip: (step, target)', '    skip: (step, leaves)', '    skip: (at)'], {
      noun: '(step, target) => `${target} 的 ${step} 暂停`',
      does: '(step) => `OCP 暂停 ${step}。`',
      label: '(at) => `暂停子任务 ${at}`',
      allowed: "'暂停该子任务'",
    }),
    insert('src/text/en/overview.ts', "      skip: 'skip the failed step',", "      pause: 'pause the step',"),
    insert('src/text/zh/overview.ts', "      skip: '跳过失败的子任务',", "      pause: '暂停子任务',"),
    insert('test/slack/words/stories.ts', "    cancel: task('r....'),", "    pause: task('r....'),"),
    insert('test/simulate/watch-calls.ts', "  skip: 'skip',", "  pause: 'pause',"),
    insert(
      'test/ocp/before-send.test.ts',
      '  skipSubtask: (',
      "  pauseSubtask: (ocp, look) => ocp.pauseSubtask('1', '2', look),",
    ),
    insert(
      'src/simulators/ocp/routes/task-routes.ts',
      "  {\n    method: 'POST',\n    path: `${SUBTASK}/skip`,",
      "  { method: 'POST', path: `${SUBTASK}/pause`, mutating: true, permission: 'TASK_MANAGER', handle: () => null },",
    ),
    insert(
      'test/task/remedies.test.ts',
      "describe('a task that failed', () => {",
      `it('a step that waits may be paused', () => {
  const step = (name: string) => task({ status: 'RUNNING' }, { status: 'RUNNING', name });
  expect([kindsOf(step('Wait')), kindsOf(step('Work'))]).toEqual([['cancel', 'pause'], ['cancel']]);
});
`,
    ),
  ],
  missed: ["test/ocp/simulated-remedies.test.ts: 'pause'"],
  tests: [
    'test/task/remedies.test.ts',
    'test/ocp/simulated-remedies.test.ts',
    'test/ocp/before-send.test.ts',
    catalogue,
  ],
};

interface RemedyPhrases {
  readonly noun: string;
  readonly does: string;
  readonly label: string;
  readonly allowed: string;
}

/** In front of the phrases of `skip`, which begin with `places`. */
function remedyWords(language: 'en' | 'zh', places: readonly string[], phrases: RemedyPhrases): readonly Patch[] {
  const file = `src/text/${language}/remedy.ts`;
  const allowed = language === 'en' ? "    skip: 'skip the step'," : "    skip: '跳过该子任务',";
  const texts = [phrases.noun, phrases.does, phrases.label, phrases.allowed];
  return [...places, allowed].map((place, at) => insert(file, place, `    pause: ${texts[at]},`));
}
