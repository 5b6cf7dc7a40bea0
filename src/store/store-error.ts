/** The store could not be opened: another process holds it, it cannot be used, it is damaged or incomplete, or it does not answer. */
export class StoreError extends Error {
  readonly code: 'store_in_use' | 'store_unusable' | 'store_corrupt' | 'store_incomplete' | 'store_unreachable';

  constructor(code: StoreError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}
