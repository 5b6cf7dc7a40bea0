import type { Words } from '../en/en.ts';

/** Why something did not work: clauses without a full stop. */
export const cause: Words['cause'] = {
  timeout: '超时',
  answer: (status, code, said) =>
    `HTTP ${status}${code === null ? '' : `，${code}`}${said === null ? '' : `：“${said}”`}`,
  ocp_unreachable: (reason, call) => `无法连接 OCP（${reason}；${call}）`,
  ocp_lost_answer: (reason, call) => `OCP 没有响应（${reason}；${call}）`,
  ocp_too_large: (megabytes, call) => `OCP 的应答超过 ${megabytes} MB（${call}）`,
  ocp_no_envelope: (status, call) => `响应的不是 OCP（HTTP ${status}；${call}）`,
  ocp_unreadable: (where, problem, call) => `OCP 的应答在 ${where} 处无法解析（${problem}；${call}）`,
  ocp_answered: (answer, call) => `OCP 返回 ${answer}（${call}）`,
  ocp_throttled: 'OCP 正在对其用户限流，暂不发送任何请求',
  ocp_log_on_rejected: (answer, until) =>
    `OCP 拒绝了 Twokey 的登录${answer === null ? '' : `（${answer}）`}${until === null ? '' : `；下次尝试：${until}`}`,
  not_an_id: (value) => `OCP 的 ID 由数字组成，而 ${value} 不是`,
  plus_sign: '在 OCP 中无法按加号查找',
  service_name: '服务名以字母开头，由 2 到 64 个字母、数字或下划线组成',
  no_tenants: '没有指定租户，而没有租户的调用不会发送',
  no_task: 'OCP 表示接受，但没有给出任务',
  term_over: '机器人的另一个副本可能已经接管，因此本副本没有发送',
  stopped: '发送前所有调用已停止',
  family_held: '另一个申请正在切换同一主备关系组的租户',
  families_behind: 'Twokey 正在为旧版本的记录建立索引',
  slack_silent: 'Slack 未说明申请人和审批人的身份',
  slack_refused: (code) => `Slack 拒绝了查询（${code}）`,
  slack_unanswered: (code) => `Slack 没有给出可用的应答（${code}）`,
  network: {
    proxy: '代理未放行到 Slack 的连接；请检查 HTTPS_PROXY、其中的账号以及代理的规则',
    name: '域名无法解析；请检查机器人所在机器的 DNS 以及 SLACK_API_URL',
    way: '无法连接；请检查防火墙以及机器人所在机器的出口网络',
    certificate: '证书不受信任；若由代理签发，请在 NODE_EXTRA_CA_CERTS 中提供其 CA',
    page: '应答的不是 Slack，可能是代理；请检查出口网络以及 SLACK_API_URL',
  },
  slack_unreached: (code, what) => `Slack 没有给出可用的应答（${code}：${what}）`,
  slack_busy: 'Slack 要求稍候',
  unexpected: (name) => `发生了意外错误（${name}）`,

  next: {
    ocp_unreachable: '请检查 OCP_URL、网络和证书（OCP_CA_FILE）。',
    ocp_lost_answer: '请重试；如果仍然如此，请检查网络和 OCP 的负载。',
    ocp_unauthorised:
      '请检查 OCP 的凭据，并确认两边的时钟相差不到 15 分钟。在此之前 Twokey 会减少登录次数，以免账号被 OCP 锁定。',
    ocp_forbidden: '请为该 OCP 用户授权：租户维护；补救操作还需要任务管理。',
    ocp_not_found: '请在 OCP 中确认该集群、租户或任务仍然存在。',
    ocp_refused: '请按 OCP 给出的原因处理，然后重试。',
    ocp_conflict: '请在 OCP 中查看当前状态：它同时被其他操作改变了。',
    ocp_throttled: '请等待该 OCP 用户的限流窗口结束。',
    ocp_failed: '请重试；如果仍然如此，请查看 OCP 服务器的日志。',
    ocp_malformed: '请确认 OCP_URL 指向 OCP 本身，而不是代理或登录页，并检查 OCP 的版本。',
  },
};
