import { describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import { theCaller, theService } from '../support/builders';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import { aSignedInPerson, port, ringAccountOf, tokensFor } from './support/signed-in-person';

const pharmacy = clientId('SGlsbHZpZXdQaGFybWFjeQ');
const aPerson = () => aSignedInPerson([theService, pharmacy]);

describe('a note of a service about a person', () => {
  const write = (jti: string, text: string, client = theService) =>
    port.writeUserMetadata(jti, client, text, theCaller);
  const note = async (jti: string, client = theService) => (await port.readGrant(jti, client))?.userMetadata;

  it('NL-91 is kept, replaced and taken back', async () => {
    const { accessJti } = await tokensFor(await aPerson());
    expect(await note(accessJti)).toBeUndefined();
    expect(await write(accessJti, 'first')).toBe('written');
    expect(await note(accessJti)).toBe('first');
    await write(accessJti, 'second \u{1F600}');
    expect(await note(accessJti)).toBe('second \u{1F600}');
    await write(accessJti, '');
    expect(await note(accessJti)).toBeUndefined();
  });

  it('NL-94 is that of one service, and is still there at the next sign-in', async () => {
    const session = await aPerson();
    const [clinic, chemist] = [await tokensFor(session), await tokensFor(session, pharmacy)];
    await write(clinic.accessJti, 'of the clinic');
    expect(await note(chemist.accessJti, pharmacy)).toBeUndefined();
    await write(chemist.accessJti, 'of the pharmacy', pharmacy);
    expect(await note((await tokensFor(session)).accessJti)).toBe('of the clinic');
    expect(await write(clinic.accessJti, 'x', pharmacy)).toBe('ended');
  });

  it('cannot be written after the grant has ended', async () => {
    const session = await aPerson();
    const { accessJti } = await tokensFor(session);
    clock.advance(1);
    await port.signOutEverywhere(session, theCaller);
    expect(await write(accessJti, 'x')).toBe('ended');
  });

  it('leaves the account sealed, for the book of record', async () => {
    const rows: LedgerRow[] = [];
    outside.handOver = async (_shard, handOver) => {
      rows.push(...handOver.rows.map(({ row }) => row));
      return { outcome: 'accepted', upto: handOver.rows.at(-1)?.position ?? 0 };
    };
    const session = await aPerson();
    const { accessJti } = await tokensFor(session);
    await write(accessJti, 'seen on Monday');
    await write(accessJti, '');
    await ringAccountOf(session);
    const notes = rows.flatMap((row) => (row.kind === 'account' && row.change.change === 'client-note' ? [row] : []));
    expect(notes.map(({ change }) => change)).toMatchObject([
      { client: theService, at: seconds(), sealed: expect.any(String) },
      { client: theService, at: seconds() },
    ]);
    expect(notes[1]?.change).not.toHaveProperty('sealed');
    expect((notes[1]?.seq ?? 0) - (notes[0]?.seq ?? 0)).toBe(1);
    expect(JSON.stringify(rows)).not.toContain('seen on Monday');
    expect(rows.filter((row) => row.kind === 'audit' && row.event.kind === 'user_metadata_changed')).toHaveLength(2);
  });
});
