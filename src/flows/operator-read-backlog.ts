import { isLate } from '../domain/backlog';
import type { Ports } from '../ports';
import type { BacklogReading } from '../ports/backlog';

/**
 * What has not reached the book of record, and whether a person should look at it.
 * @param unpark tries first the rows that were refused before
 */
export async function readBacklog(
  ports: Pick<Ports, 'backlog' | 'clock'>,
  { unpark }: { readonly unpark: boolean },
): Promise<BacklogReading & { readonly late: boolean }> {
  if (unpark) await ports.backlog.unpark();
  const reading = await ports.backlog.read();
  return { ...reading, late: isLate(reading, ports.clock.now()) };
}
