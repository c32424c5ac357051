import type { EmailAddress, NhsNumber } from '../../src/domain/brands.ts';
import type { Env } from '../../src/env.ts';
import { directoryOf } from '../../src/storage/directory.ts';
import type { Resident } from '../people.ts';

/** By what somebody may be known here. */
export interface Newcomer {
  readonly id: string;
  readonly email: string;
  readonly nhsNumber: string | null;
}

/** Which people have an account, and whose NHS record is tied to one, as the directory knows. */
export function findResidents(env: Env, people: readonly Newcomer[]): Promise<readonly Resident[]> {
  const directory = directoryOf(env);
  const isOwned = async (entry: ReturnType<typeof directory.entry>): Promise<boolean> =>
    (await directory.find(await entry)).tag === 'owned';
  return Promise.all(
    people.map(async ({ id, email, nhsNumber }) => {
      const [hasAccount, isTied] = await Promise.all([
        isOwned(directory.entry(email as EmailAddress)),
        nhsNumber !== null && isOwned(directory.nhsNumberEntry(nhsNumber as NhsNumber)),
      ]);
      return { id, account: hasAccount ? 'open' : 'none', record: isTied ? 'tied' : 'free' } as const;
    }),
  );
}
