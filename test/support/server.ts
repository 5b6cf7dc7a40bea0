import { type Address, type Content, openPort } from '../../src/app/server.ts';

/** The bot's port with this behind it. */
export async function startServer(options: Address & Content): Promise<{ port: number; stop(): Promise<void> }> {
  const opened = await openPort(options);
  opened.serve(options);
  return opened;
}
