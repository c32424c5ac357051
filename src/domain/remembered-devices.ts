import { limits } from './limits';

/** Several people may use one browser: its cookie holds a token for each, the one used last first. */
const BETWEEN = '~';

/** The tokens of a cookie; no more than are ever written. */
export const splitDevices = (cookie: string | undefined): readonly string[] =>
  (cookie ?? '')
    .split(BETWEEN)
    .filter((token) => token !== '')
    .slice(0, limits.devicesPerBrowser.value);

/** A cookie of these tokens; undefined when none is left. Beyond the most, the one that was not used for longest is left out. */
export function joinDevices(tokens: readonly string[]): string | undefined {
  const kept = tokens.slice(0, limits.devicesPerBrowser.value);
  return kept.length === 0 ? undefined : kept.join(BETWEEN);
}
