/** How OCP refuses: an HTTP status, a code in two forms, a text in two languages. */
export type Language = 'en-US' | 'zh-CN';

interface RefusalKind {
  readonly http: number;
  /** Code in OCP's error table. */
  readonly code: string | 0;
  /** Code in OCP Express (ErrorCodes), 0 where it has none. */
  readonly intCode: number;
  readonly en: string;
  readonly zh: string;
  /** Express throws this one without arguments: its message shows the literal `{0}`. */
  readonly bareInExpress?: true;
}

const kind = (http: number, code: string | 0, intCode: number, en: string, zh: string): RefusalKind => ({
  http,
  code,
  intCode,
  en,
  zh,
});

const KINDS = {
  malformedJson: kind(400, 'COM10003', 0, 'Malformed JSON request', 'JSON 请求格式错误'),
  invalidParameter: kind(400, 'COM10001', 10001, 'The parameter {0} is empty or invalid.', '参数 {0} 为空或无效'),
  badType: kind(
    400,
    'COM10001',
    0,
    "The parameter '{0}' of value '{1}' could not be converted to type '{2}'",
    "参数 '{0}' 的值 '{1}' 无法转换为类型 '{2}'",
  ),
  unknownUrl: kind(
    400,
    'COM10008',
    0,
    'Could not find the {0} method for URL {1}',
    'Could not find the {0} method for URL {1}',
  ),
  badSort: kind(400, 'COM10011', 10001, 'Field {0} cannot be used for sorting.', '字段 {0} 不能用于排序'),
  notLoggedOn: kind(
    401,
    'IAM10000',
    30000,
    'The current user has not logged on or a logon error has occurred. Please log on and try again.',
    '当前用户未登录或登录异常，请重新登录',
  ),
  badCredentials: kind(401, 'IAM10004', 0, 'Bad credentials', '用户名或密码错误'),
  accountLocked: kind(401, 'IAM10003', 0, 'The account is locked. Please try again later.', '账号已被锁定，请稍后重试'),
  denied: kind(
    403,
    'IAM11000',
    30014,
    'You are not authorized to perform this operation: {0}.',
    '您没有执行该操作的权限: {0}',
  ),
  clusterNotFound: kind(404, 'COM10002', 10002, 'The cluster {0} does not exist.', '集群 {0} 不存在'),
  tenantNotFound: kind(404, 'COM10002', 60002, 'The tenant {0} does not exist.', '租户 {0} 不存在'),
  taskNotFound: {
    ...kind(404, 'TSK10001', 20000, 'The {0} task does not exist.', '任务 {0} 不存在'),
    bareInExpress: true,
  },
  taskState: kind(
    400,
    'TSK10007',
    20003,
    'This operation is not supported for the {0} task in the {1} state.',
    '任务 {0} 处于 {1} 状态，不支持该操作',
  ),
  prohibitRollback: {
    ...kind(400, 'TSK10009', 20004, 'Task {0} can not rollback.', '任务 {0} 不允许回滚'),
    bareInExpress: true,
  },
  prohibitSkip: kind(400, 'TSK10010', 10001, 'Subtask {0} can not skip.', '子任务 {0} 不允许跳过'),
  tenantRole: kind(
    400,
    'OBE26013',
    10001,
    'The role {1} of tenant {0} does not allow this operation.',
    '租户 {0} 的角色 {1} 不允许该操作',
  ),
  tenantLocked: kind(
    400,
    'OBE26017',
    10001,
    'The tenant {0} is locked. The operation is not allowed.',
    '租户 {0} 已锁定, 不允许该操作',
  ),
  primaryNotFound: kind(
    400,
    'OBE26025',
    10001,
    'The primary tenant of tenant {0} is not found.',
    '未找到租户 {0} 的主租户',
  ),
  sameCluster: kind(
    400,
    'OBE26017',
    10001,
    'The primary tenant and the standby tenant {0} are in the same cluster. The operation is not allowed.',
    '主租户与备租户 {0} 位于同一集群, 不允许该操作',
  ),
  noLogArchive: kind(400, 'OBE26001', 10001, 'Log backup is not enabled for tenant {0}.', '租户 {0} 未开启日志备份'),
  primaryAlive: kind(400, 'OBE26019', 10001, 'The primary tenant of tenant {0} is alive.', '租户 {0} 的主租户仍然存活'),
  precheckFailed: kind(
    400,
    'OBE26017',
    10001,
    'The precheck of tenant {0} failed: {1}',
    '租户 {0} 的预检查未通过: {1}',
  ),
  conflict: kind(409, 'COM10005', 0, 'A conflict occurred during the processing of {0}.', '处理 {0} 时发生冲突'),
  mediaType: kind(
    415,
    'COM10003',
    0,
    '{0} media type is not supported. Supported media types are application/json',
    '{0} media type is not supported. Supported media types are application/json',
  ),
  throttled: kind(
    429,
    0,
    0,
    'Excessive number of requests. You have exceeded the request limit for the current throttling window.',
    '请求次数过多，已超过当前限流窗口的请求上限',
  ),
  unexpected: kind(
    500,
    'COM10003',
    0,
    'Unhandled exception, type=RuntimeException, message={0}',
    'Unhandled exception, type=RuntimeException, message={0}',
  ),
} satisfies Record<string, RefusalKind>;

export type RefusalName = keyof typeof KINDS;

/** Thrown by the model, answered by the HTTP front. */
export class OcpRefusal extends Error {
  readonly refusal: RefusalName;
  readonly args: readonly (string | number)[];

  constructor(refusal: RefusalName, ...args: (string | number)[]) {
    super(fill(KINDS[refusal].en, args));
    this.name = 'OcpRefusal';
    this.refusal = refusal;
    this.args = args;
  }
}

export interface RefusalText {
  readonly http: number;
  readonly code: string | number;
  readonly message: string;
}

/** The refusal as one OCP would print it. */
export function refusalText(refusal: OcpRefusal, language: Language, form: 'string' | 'int'): RefusalText {
  const found: RefusalKind = KINDS[refusal.refusal];
  const text = language === 'zh-CN' ? found.zh : found.en;
  const bare = form === 'int' && found.bareInExpress === true;
  return {
    http: found.http,
    code: form === 'int' ? found.intCode : found.code,
    message: bare ? text : fill(text, refusal.args),
  };
}

/** A plain refusal for an HTTP status, for faults that answer a given status. */
export function refusalForStatus(status: number): OcpRefusal {
  switch (status) {
    case 400:
      return new OcpRefusal('invalidParameter', 'tenantId');
    case 401:
      return new OcpRefusal('notLoggedOn');
    case 403:
      return new OcpRefusal('denied', 'TENANT_MANAGER');
    case 404:
      return new OcpRefusal('tenantNotFound', 0);
    case 409:
      return new OcpRefusal('conflict', 'the tenant');
    case 429:
      return new OcpRefusal('throttled');
    default:
      return new OcpRefusal('unexpected', 'injected fault');
  }
}

function fill(text: string, args: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}
