import { nlPromises } from '../../test/conformance/nl.ts';
import { testsByNumber } from '../check/promises.ts';
import { generatedPage, markdownTable } from './markdown.ts';

/** docs/conformance.md */
export async function conformancePage(): Promise<string> {
  const tests = await testsByNumber();
  const rows = nlPromises.map(({ number, promise, later }) => {
    const files = (tests.get(number) ?? []).map((path) => `[${path.replace(/^test\//, '')}](../${path})`);
    return [`NL-${number}`, promise, [...files, ...(later === undefined ? [] : [`later: ${later}`])].join(', ')];
  });
  return generatedPage(
    'Conformance',
    'test/conformance/nl.ts and the titles of the tests',
    'The promises of the NHS login interface, and where each is tested.',
    markdownTable(['number', 'promise', 'tests'], rows),
  );
}
