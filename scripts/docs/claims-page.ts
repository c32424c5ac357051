import { loadBundle } from './load-bundle.ts';
import { generatedPage, markdownTable } from './markdown.ts';

type ClaimsModule = typeof import('../../src/domain/claims');

const tick = (yes: boolean) => (yes ? 'yes' : '');

/** docs/claims.md */
export async function claimsPage(): Promise<string> {
  const { claims } = await loadBundle<ClaimsModule>('src/domain/claims.ts');
  const rows = claims.map((row) => [
    `\`${row.claim}\``,
    row.scopes.map((scope) => `\`${scope}\``).join(', '),
    row.leastLevel,
    tick(row.idToken),
    tick(row.userinfo),
    row.source,
  ]);
  return generatedPage(
    'Claims',
    'src/domain/claims.ts',
    'What a connected service is told about a person, after the person agreed. A claim without a value is left out.',
    markdownTable(['claim', 'told for the scope', 'from level', 'ID token', 'userinfo', 'comes from'], rows),
  );
}
