import { loadBundle } from './load-bundle.ts';
import { generatedPage, markdownTable } from './markdown.ts';

type LimitsModule = typeof import('../../src/domain/limits');
type LimitRow = LimitsModule['limits'][keyof LimitsModule['limits']];

const spans = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** A limit as a person says it: 900 seconds are 15 minutes. */
function spoken({ value, unit }: LimitRow): string {
  const span = unit === 'seconds' ? spans.find(([seconds]) => value % seconds === 0) : undefined;
  if (span === undefined) {
    return `${value} ${unit}`;
  }
  const [seconds, name] = span;
  const count = value / seconds;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** docs/limits.md */
export async function limitsPage(): Promise<string> {
  const { limits } = await loadBundle<LimitsModule>('src/domain/limits.ts');
  const rows = Object.entries(limits).map(([name, limit]) => [
    `\`${name}\``,
    spoken(limit),
    limit.reason,
    limit.source,
  ]);
  return generatedPage(
    'Limits',
    'src/domain/limits.ts',
    'How long things last and how often they may be tried. Pages and atoms read the same table.',
    markdownTable(['limit', 'value', 'why', 'source'], rows),
  );
}

/** The limits of passwords and codes for SECURITY.md. */
export async function securityLimits(): Promise<string> {
  const { limits } = await loadBundle<LimitsModule>('src/domain/limits.ts');
  const rows: [string, string][] = [
    ['Password', `${limits.passwordLeast.value} to ${limits.passwordMost.value} characters, no composition rule`],
    ['Password that may sign in alone', `${limits.passwordAlone.value} characters at least`],
    ['Wrong passwords in a row that do not lock yet', spoken(limits.passwordAttempts)],
    ['Wrong codes before a code dies', spoken(limits.codeAttempts)],
    ['Lock', `${spoken(limits.lockShort)}, then ${spoken(limits.lockLong)}`],
    ['Failures in a row before a factor is switched off', spoken(limits.factorDisabledAfter)],
    ['Code by e-mail, by phone', `${spoken(limits.emailCodeLife)}, ${spoken(limits.phoneCodeLife)}`],
    ['Session', `${spoken(limits.sessionIdle)} unused, ${spoken(limits.sessionLife)} at most`],
    ['Remembered device', spoken(limits.rememberedDeviceLife)],
    ['Authorization code', `${spoken(limits.authorizationCodeLife)}, used once`],
    ['ID token, access token', `${spoken(limits.idTokenLife)}, ${spoken(limits.accessTokenLife)}`],
    ['Refresh token', `${spoken(limits.refreshTokenLife)}, rotated`],
    ['Signing key', `${spoken(limits.keySignFor)}, published ${spoken(limits.keyPublishBefore)} before`],
  ];
  return markdownTable(['what', 'limit'], rows);
}
