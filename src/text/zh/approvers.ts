import type { Words } from '../en/en.ts';

export const approvers: Words['approvers'] = {
  ifIn: (who, groups) => `${who}（须在 ${groups} 中）`,
  inAll: (groups) => `同时在 ${groups} 中的成员`,
  requested: (who) => `${who} 是申请人，不能审批`,
  proposed: (who) => `${who} 是提出者，不能审批`,
  approved: (who) => `${who} 已同意`,
  noted: (who, notes) => `${who}（${notes}）`,
  notYou: '（您本人除外）',
  about: {
    request: '申请',
    rest: '其余部分',
    resend: '再次发送',
  },
};
