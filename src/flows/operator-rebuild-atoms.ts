import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import type { RebuildBegun, RebuildPage } from '../ports/rebuild';

/** The steps in their order; each may be repeated. */
export type RebuildStage = 'begin' | 'directory' | 'accounts';

export type RebuildAnswer =
  | { readonly outcome: 'begun'; readonly begun: RebuildBegun }
  | { readonly outcome: 'page'; readonly page: RebuildPage }
  /** These are the first atoms: there is nothing to build again. */
  | { readonly outcome: 'not-due' };

/** One step of filling a new generation of atoms from the book of record. @param after where the step's last call ended */
export async function rebuildAtoms(
  ports: Pick<Ports, 'rebuild' | 'audit' | 'clock'>,
  { stage, after, call }: { readonly stage: RebuildStage; readonly after?: string; readonly call: OperatorCall },
): Promise<RebuildAnswer> {
  if (!ports.rebuild.isDue) return { outcome: 'not-due' };
  if (stage === 'directory') return { outcome: 'page', page: await ports.rebuild.fillDirectory(after) };
  if (stage === 'accounts') return { outcome: 'page', page: await ports.rebuild.wakeAccounts(after) };
  const begun = await ports.rebuild.begin();
  const { address, requestId } = call;
  const detail = { generation: begun.generation, eventsLost: begun.eventsLost, peopleLost: begun.peopleLost };
  ports.audit.record({ kind: 'atoms_rebuilt', at: ports.clock.now(), address, requestId, detail });
  return { outcome: 'begun', begun };
}
