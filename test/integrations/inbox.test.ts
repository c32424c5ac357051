import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openInbox } from '../../dev/inbox';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-inbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const aLetter = {
  channel: 'email',
  to: 'ada@example.com',
  body: 'Your code is 123456.',
  provider: 'govuk-notify',
} as const;

describe('an inbox that was emptied and opened again', () => {
  it('gives no message the number of one before: who asks what came since misses none', () => {
    const file = join(folder, 'inbox.jsonl');
    const before = openInbox(file);
    before.deliver(aLetter, 0);
    const seen = before.deliver(aLetter, 0).id;
    before.clear();
    expect(openInbox(file).list({})).toEqual([]);
    openInbox(file).deliver(aLetter, 0);
    expect(
      openInbox(file)
        .list({ since: seen })
        .map(({ code }) => code),
    ).toEqual(['123456']);
  });
});
