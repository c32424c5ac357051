import type { Party } from './relying-party.ts';

export type Membership =
  | { readonly kind: 'member'; readonly party: Party }
  /** In one line; tried again the next time it is asked. */
  | { readonly kind: 'not-yet'; readonly problem: string };

/** Registers a service of the demo once; until that succeeds, each visit tries again. */
export function createMembership(
  register: () => Promise<Party>,
  log: (sentence: string) => void = console.error,
): () => Promise<Membership> {
  let party: Party | undefined;
  return async () => {
    try {
      party ??= await register();
      return { kind: 'member', party };
    } catch (thrown) {
      const [problem = 'unknown'] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
      log(`The demo connected service is not registered yet: ${problem}`);
      return { kind: 'not-yet', problem };
    }
  };
}
