import type { Words } from '../en/en.ts';

/** Status, history, Home and the exported record. */
export const overview: Words['overview'] = {
  what: {
    failover: (targets) => `${targets} 的容灾切换`,
    switchover: (targets) => `${targets} 的日常切换`,
  },
  pair: (primary, from, to) => `${primary}：${from} → ${to}`,
  asked: (who, ago) => `${who} 于 ${ago}前申请`,
  or: ' 或 ',
  you: '您',
  indexing: '升级前的申请仍在建立索引，此处可能有遗漏。请一分钟后重试。',
  partial: 'Slack 未返回部分频道的成员，此处可能遗漏这些频道中的申请。',

  ocpAway: (why, at) => `*警告：* ${why}，最近一次查询 ${at}。其任务的实际进展可能更新。`,

  wait: {
    approval: (have, need) => `已同意 ${have}/${need}`,
    request: '待审批',
    resend: (who) => `${who} 建议再次发送结果未知的调用`,
    remedy: (who, remedy) => `${who} 建议：${remedy}`,
    remedies: {
      retry: '重试任务',
      rollback: '回滚任务',
      retry_subtask: '重试失败的子任务',
      skip: '跳过失败的子任务',
      cancel: '取消正在执行的子任务',
    },
    approvers: (who, until) => `${who} 可审批，截止 ${until}`,
    newer: '*未处理：* 较新版本的机器人写入了本版本不认识的记录。请完成升级；在此之前请查看其卡片和 OCP',
    lost: '结果未知：OCP 没有明确响应，任务列表中也没有该任务。请在 OCP 中查看，然后再次发送或无结果关闭',
    failed: (step) => `在 ${step} 失败。须选择补救操作或结束`,
    overdue: (step) => `${step} 已超过超时时间。请在 OCP 中查看，或在卡片上取消该子任务`,
    unclear: 'OCP 任务的结果不明：可能已在 OCP 中放弃。请在 OCP 中查看',
    doubted: 'OCP 已完成任务，但未显示新的角色。请在 OCP 和数据库中查看',
    decide: (who) => `${who} 可决定`,
  },
  work: {
    checking: '正在读取 OCP 的预检查',
    approved: '审批已通过，即将发送给 OCP',
    claimed: '已发送给 OCP，等待应答',
    unknown: '结果未知：OCP 没有明确响应，正在查找其任务列表',
    remedy_claimed: (remedy) => `已发送到 OCP：${remedy}，等待其响应`,
    remedy_unknown: (remedy) => `结果未知：OCP 对“${remedy}”没有明确响应，正在读取其任务`,
    step: (step, age, most) => `${step}，已 ${age}（超时 ${most}）`,
    stepOpen: (step, age) => `${step}，已 ${age}；OCP 未给出超时时间`,
    stepStarting: (step) => `${step}，即将开始`,
    again: (run) => `（第 ${run} 次执行，从第一次起计）`,
    late: ' *已超过超时时间。*',
    started: 'OCP 正在执行任务',
    proving: 'OCP 已完成任务，正在回读新的角色',
    more: (count) => `另有 ${count} 个任务`,
  },

  unposted: {
    open: '*Slack 尚未接受其卡片，因此无法审批。* `/failover doctor` 可查看问题所在',
    ended: '*Slack 尚未接受其卡片。* `/failover doctor` 可查看问题所在',
  },

  status: {
    fallback: (waiting, working) => `未结束的申请：${waiting} 个等待人处理，${working} 个进行中。`,
    nothing: '没有未结束的申请：没有等待人处理的，也没有正在跟踪的任务。 `/failover history` 列出已结束的。',
    waiting: (count) => `等待人处理：${count}`,
    working: (count) => `进行中，无须任何人操作：${count}`,
    more: (count) => `… 另有 ${count} 个。本应用的“主页”会列出它们。`,
  },

  history: {
    title: '历史',
    loading: '读取中…',
    all: '所有已结束的申请，最新的在前。',
    of: (parts) => `已结束的申请（${parts}），最新的在前。`,
    tenant: (name) => `租户名以“${name}”开头`,
    person: (who) => `${who} 参与过`,
    days: (days) => `最近 ${days} 天`,
    none: '没有。',
    page: (from, to) => `第 ${from} 到 ${to} 个`,
    firstOnly: (shown) => `显示前 ${shown} 个：未能打开显示更多的窗口。请重新输入命令。`,
    older: '更早',
    newer: '更新',
    asked: (who, at) => `${who} 申请，${at}`,
    approved: (who) => `${who} 同意`,
    notApproved: '无人同意',
    closed: (who) => `${who} 结束`,
    took: (all) => `用时 ${all}`,
    tookInOcp: (all, ocp) => `用时 ${all}，其中调用之后 ${ocp}`,
    thread: '话题',
    noThread: '其话题未知',
    notAPerson: (typed) => `Slack 未说明“${typed}”是谁。请输入 @ 并从 Slack 给出的列表中选择。`,
    twice: '租户、人员、天数各最多一个，例如 `/failover history orders 7d` 。',
    tooManyDays: '请给出 1 到 3650 天，例如 `7d` 。',
  },

  home: {
    you: (count) => `等待您处理：${count}`,
    nothingForYou: '没有等待您处理的。',
    others: (count) => `未结束：${count}`,
    nothingOpen: '没有其他未结束的。',
    ended: '最近结束',
    nothingEnded: '尚无已结束的。',
    more: (count) => `… 另有 ${count} 个： \`/failover status\` 列出最紧急的。`,
    read: (at) => `读取于 ${at}。重新打开本页即可刷新。`,
    thread: '打开话题',
    form: '租户容灾切换',
    noChannel: '策略没有为这里发起的申请指定频道。请在相关频道中输入 `/failover` 。',
  },

  record: {
    button: '导出记录',
    comment: (events, at, hash, file) =>
      `该申请的记录：截至 ${at} 共 ${events} 个事件。最后的哈希值： \`${hash}\` 。可用 \`node dist/main.js verify ${file}\` 校验，使用镜像时用 \`cat ${file} | docker run --rm -i twokey verify -\` 。`,
    title: (id) => `${id} 的记录`,
    missingScope: (scope) =>
      `记录未导出：应用缺少权限 \`${scope}\` 。工作区管理员可在应用设置中授予（manifest.yml 中列有该权限）。`,
    failed: (code) => `记录未导出：Slack 返回 ${code}。请一分钟后重试。`,
    running: '记录正在导出中，将出现在话题里。',
  },
};
