/** How many statements each role ran: what a test reads to see that a journey asked Postgres nothing. */
export interface QueryCounter {
  count(role: string): void;
  byRole(): Readonly<Record<string, number>>;
  clear(): void;
}

/** @param roles always listed, with 0 until they ask something */
export function createQueryCounter(roles: readonly string[]): QueryCounter {
  const counts = new Map<string, number>();
  return {
    count: (role) => void counts.set(role, (counts.get(role) ?? 0) + 1),
    byRole: () => Object.fromEntries([...roles.map((role): [string, number] => [role, 0]), ...counts]),
    clear: () => counts.clear(),
  };
}
