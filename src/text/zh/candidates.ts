import type { Words } from '../en/en.ts';

/** 可接替失效主租户的备租户。 */
export const candidates: Words['candidates'] = {
  heading: (primary, at) =>
    at === null ? `*${primary} 的备租户：*` : `*${primary} 的备租户* （同步延迟取自 ${at}）：`,
  candidate: (standby, facts) => `• ${standby}：${facts}`,
  lag: (lag) => `延迟 ${lag}`,
  lagAt: (lag, at) => `延迟 ${lag}（${at}）`,
  upTo: (at) => `已同步至 ${at}`,
  sync: (status) => `同步 ${status}`,
  status: (status) => `状态 ${status}`,
  network: '网络',
  archive: '日志归档',
  best: {
    only: '*唯一未被阻断*',
    freshness: '*数据最新*',
    preference: '*优先*',
    transport: '*网络优先于归档*',
  },
  staler: (behind) => `落后 ${behind}`,
  blocked: {
    precheck: 'OCP 预检查未通过',
    unavailable: '不可用',
    locked: '已锁定',
    upstream: '级联在另一备租户之下',
  },
  elsewhere: '由其他 OCP 管理，此处未知',
  undecided: {
    equal: '不分先后：同步延迟之差小于 OCP 的采样间隔 30 秒。请选择一个。',
    incomparable: '无法比较：OCP 没有给出全部备租户的读数。请选择一个。',
    blocked: '目前没有可接替的备租户。',
  },
  fresher: (sibling, tenant, by) => `${sibling} 的数据新 ${by}：对 ${tenant} 做容灾切换会丢失更多写入。`,
  fresherShort: (sibling, by) => `警告：${sibling} 的数据新 ${by}。`,
  fromArchive: (tenant) => `${tenant} 通过日志归档同步，可能丢失更多写入；OCP 文档仅说明网络模式的备租户可使用此操作。`,
  warning: (text) => `*警告：* ${text}`,
  mayBeLost: (primary, lag, at) =>
    `*可能丢失：* ${primary} 上尚未同步到备租户的写入。失效前最后一次同步延迟为 ${lag}（${at}）。`,
  mayBeLostAfter: (primary, at) => `*可能丢失：* ${primary} 在 ${at} 之后的写入。`,
  alarms: (alarms) => `*OCP 告警：* ${alarms}。`,
  alarmsOf: (primary, alarms) => `*${primary} 的 OCP 告警：* ${alarms}。`,
  since: (alarms, since) => `${alarms}，自 ${since} 起`,
  onHosts: (alarm, hosts) => `${alarm}（${hosts} 台主机）`,
  note: {
    fresher: (sibling, by) => `*警告：* ${sibling} 的数据新 ${by}`,
    archive: '*警告：* 通过日志归档同步，可能丢失更多写入',
  },
};
