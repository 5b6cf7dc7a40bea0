/** Why the bot, or the sandbox, cannot listen where HOST and PORT say, and what to do about it. */
import { ConfigurationError } from '../config.ts';
import { errorCode } from '../lib/trust-boundaries.ts';

/**
 * The error as a sentence. What will be the same at the next start is a ConfigurationError; a port may be free then.
 * HOST is not repeated, as no variable's text is.
 */
export function listenProblem(error: unknown, port: number): Error {
  const code = errorCode(error);
  if (code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is in use by another process (${code}). Stop that process, or choose another port with PORT, such as PORT=3001.`,
      { cause: error },
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new ConfigurationError(
      `This account may not listen on port ${port} (${code}). Choose a port from 1024 up with PORT.`,
    );
  if (NO_ADDRESS.has(code))
    return new ConfigurationError(
      `HOST is not an address of this machine (${code}). Use 0.0.0.0 for all its addresses, 127.0.0.1 for this machine alone, or one that it has.`,
    );
  return error instanceof Error ? error : new Error(String(error));
}

const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAFNOSUPPORT', 'EINVAL']);
