/**
 * What this process does on a signal. The program loads this before anything else: a process that has no handler yet is killed
 * half-way by a signal, or, as the first one of its container, does not hear it at all.
 */
const told = new AbortController();

/** Aborts when the process is told to end. Being told again changes nothing: a terminal and npm above it both tell. */
export const stopping: AbortSignal = told.signal;

process.on('SIGTERM', () => told.abort());
process.on('SIGINT', () => told.abort());
// Left to itself, Node opens its inspector, through which any account of this machine runs code in the process.
process.on('SIGUSR1', () => undefined);
