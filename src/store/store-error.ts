/** The store could not be opened: another process holds it, it cannot be used, it is damaged or incomplete, a pooler lends its connections, or it does not answer. */
export class StoreError extends Error {
  readonly code:
    | 'store_in_use'
    | 'store_unusable'
    | 'store_corrupt'
    | 'store_incomplete'
    | 'store_pooled'
    | 'store_unreachable';
  /** The next start would fail of the same. */
  readonly isForGood: boolean;

  constructor(code: StoreError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
    this.isForGood = code === 'store_corrupt' || code === 'store_incomplete' || code === 'store_pooled';
  }
}
