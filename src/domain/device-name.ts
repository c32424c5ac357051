/** Names by which people know browsers, each with what gives it away; the first that fits, for most call themselves by others too. */
const browsers = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
] as const;

const systems = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Chromebook', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const;

/**
 * As much of a browser as its owner recognises: names that are the same in every language. Nothing finer is kept, for it is
 * there to be recognised, not to track. A part that could not be told is absent.
 */
export interface DeviceName {
  readonly browser?: (typeof browsers)[number][0];
  readonly system?: (typeof systems)[number][0];
}

/** Reads the `User-Agent` of a request. It is what the caller says: shown to people, never judged by. @see RFC 9110 §10.1.5 */
export function deviceName(userAgent: string | undefined): DeviceName {
  const text = (userAgent ?? '').slice(0, 512);
  const browser = browsers.find(([, sign]) => sign.test(text))?.[0];
  const system = systems.find(([, sign]) => sign.test(text))?.[0];
  return { ...(browser && { browser }), ...(system && { system }) };
}
