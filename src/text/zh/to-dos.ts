import type { Words } from '../en/en.ts';

/** 结束后的待办清单。 */
export const toDos: Words['toDos'] = {
  left: (left, all) => `现在要做的事：${all} 项中 ${left} 项未完成`,
  allDone: (all) => `现在要做的事：${all} 项均已完成`,
  closed: (left, all, who, at) => `现在要做的事：${all} 项中 ${all - left} 项已完成，其余已在别处处理（${who}，${at}）`,
  done: (who, at, what) => `✓ *已完成* （${who}，${at}）：${what}`,
  buttons: { done: '完成', undo: '撤销', close: '已在别处处理' },
  closeDialog: {
    title: '已在别处处理？',
    text: '未完成的事项将对所有人关闭，不再提醒。清单仍可查看。',
    confirm: '关闭清单',
  },
  thread: {
    onCard: '完成后请在卡片上标记。',
    allDone: (all) => `✓ ${all} 项均已完成。`,
    openAgain: (who, what) => `${who} 撤销了一项完成标记，重新打开：${what}`,
    closed: (who, left) => `${who}：未完成的 ${left} 项已在别处处理。`,
    reminded: (left, all, who) => `*仍需处理：* ${all} 项中 ${left} 项。${who}，完成后请在卡片上标记：`,
  },
  overview: {
    heading: (requests) => `结束后的待办：${requests}`,
    left: (left, all) => `${all} 项待办中 ${left} 项未完成`,
    first: (what) => `下一项：${what}`,
  },
};
