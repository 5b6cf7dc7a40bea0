import type { Words } from '../en/en.ts';

/** Stops and freezes. */
export const stop: Words['stop'] = {
  title: { stopped: '已停止', freeze: '冻结期' },
  byFile: (reason) => `${reason}（策略文件中的 stop_all）`,
  byFileUnexplained: '策略文件中有 stop_all；删除该行即可恢复',
  freezeUntil: (name, end) => `“${name}”，至 ${end}`,
  freezeEndless: (name) => `“${name}”，未设结束时间`,
  covers: (operations, clusters, tenants) => `范围：${operations}；集群 ${clusters}；租户 ${tenants}。`,
  every: '全部',
  operation: { failover: '故障切换', switchover: '主备切换' },
  card: '结束之前不向 OCP 发送任何操作，批准也不计入。正在执行的任务继续跟踪。',
  form: '结束之前，范围内的申请会被拒绝。',
  formChosen: '结束之前，此申请会被拒绝。',
  notRequested: '未提交任何申请。结束后请重新提交。',
  notApproved: '您的批准未计入。结束后请再次点击批准。',
  ended: {
    stopped: '*停止已解除。*',
    freeze: (name) => `*冻结期“${name}”已结束。*`,
  },
  free: '批准重新有效。',
  doctor: {
    stopped: (reason) => `所有操作已停止：${reason}。不向 OCP 发送任何操作。从策略文件中删除 \`stop_all\` 即可恢复。`,
    freeze: (freeze, covers) =>
      `冻结期：${freeze}。${covers}范围内的操作不会发送给 OCP。如非本意，请修改策略文件中的冻结期。`,
  },
};
