import type { Ports } from '../ports';
import type { AccessToEnd, AccountBrowser } from '../ports/account-security';
import type { Caller } from '../ports/caller';

/**
 * Ends what a person no longer wants to be open: one session, one remembered device, or all but this browser's.
 * @param decision the button that was pressed: `others`, `session:<id>` or `device:<id>`
 * @returns `nothing` for a button that no page has
 */
export async function endAccess(
  ports: Pick<Ports, 'accounts'>,
  input: { readonly browser: AccountBrowser; readonly decision: string; readonly caller: Caller },
): Promise<'done' | 'no-session' | 'nothing'> {
  const end = parseDecision(input.decision);
  return end === undefined ? 'nothing' : ports.accounts.endAccess(input.browser, end, input.caller);
}

function parseDecision(decision: string): AccessToEnd | undefined {
  if (decision === 'others') return { kind: 'others' };
  const [, kind, id = ''] = /^(session|device):([\w-]{1,40})$/.exec(decision) ?? [];
  return kind === 'session' || kind === 'device' ? { kind, id } : undefined;
}
