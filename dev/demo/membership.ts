import { type DemoIdentity, type DemoWorld, registerDemo } from './registration.ts';

export type Membership =
  | { readonly kind: 'member'; readonly identity: DemoIdentity }
  /** In one line; tried again the next time it is asked. */
  | { readonly kind: 'not-yet'; readonly problem: string };

export interface MembershipParts {
  readonly register?: (world: DemoWorld) => Promise<DemoIdentity>;
  readonly log?: (sentence: string) => void;
}

/** Registers the demo once; until that succeeds, each visit tries again. */
export function createMembership(
  world: DemoWorld,
  { register = registerDemo, log = console.error }: MembershipParts,
): () => Promise<Membership> {
  let identity: DemoIdentity | undefined;
  return async () => {
    try {
      identity ??= await register(world);
      return { kind: 'member', identity };
    } catch (thrown) {
      const [problem = 'unknown'] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
      log(`The demo connected service is not registered yet: ${problem}`);
      return { kind: 'not-yet', problem };
    }
  };
}
