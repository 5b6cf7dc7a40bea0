/** A process that opens the store of its argument, looks into it, and ends. */
import { openStore } from '../../src/store/store.ts';

const store = await openStore(process.argv[2] ?? '');
await store.log.open();
await store.close();
