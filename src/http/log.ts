/** What may be logged: never a token, a code, an address or a name; a fault by its kind and its place. */
export interface LogEntry {
  readonly event: string;
  readonly requestId?: string;
  readonly [fact: string]: string | number | boolean | undefined;
}

/** The one logger: one event, one line of JSON, time in UTC. @see OWASP ASVS 16.2 */
export function log(level: 'info' | 'error', entry: LogEntry): void {
  const line = JSON.stringify({ at: new Date().toISOString(), level, ...entry });
  if (level === 'error') console.error(line);
  else console.log(line);
}

/** A fault in words that hold no data: class, message of ours, and where it was thrown. */
export function describeFault(
  thrown: unknown,
): Pick<LogEntry, 'event'> & { readonly fault: string; readonly where: string } {
  if (!(thrown instanceof Error)) return { event: 'fault', fault: typeof thrown, where: '' };
  const cause = thrown.cause instanceof Error ? ` < ${thrown.cause.name}: ${thrown.cause.message}` : '';
  return {
    event: 'fault',
    fault: `${thrown.name}: ${thrown.message}${cause}`.slice(0, 500),
    where: (thrown.stack ?? '').split('\n').slice(1, 4).join(' | ').slice(0, 500),
  };
}
