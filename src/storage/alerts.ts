/** What a person must look at, though no request fails for it. */
export type AlertName = 'ledger_rows_parked' | 'ledger_backlog' | 'audit_heads_not_stored' | 'supplier_refuses';

/**
 * One line of JSON that an operator's log watcher matches by `"level":"alert"`. Facts are counts, reasons and names of ours:
 * never a value of a row. @see OWASP ASVS 16.2
 */
export function raiseAlert(event: AlertName, facts: Readonly<Record<string, string | number>>): void {
  console.error(JSON.stringify({ at: new Date().toISOString(), level: 'alert', event, ...facts }));
}
