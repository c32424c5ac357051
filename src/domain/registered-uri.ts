/** What surrounds the check: whether the issuer itself is http on localhost, so that services may be too. */
export interface UriRules {
  readonly loopback: boolean;
}

const MOST_CHARACTERS = 2000;
const uriCharacters = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const brokenPercent = /%(?![0-9A-Fa-f]{2})/;
const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Schemes that a browser or an operating system acts on by itself: a code sent there goes astray, or runs. */
const systemSchemes: ReadonlySet<string> = new Set([
  ...['about', 'blob', 'cid', 'content', 'data', 'file', 'filesystem', 'ftp', 'ftps', 'javascript', 'jar', 'mid'],
  ...['vbscript', 'view-source', 'ws', 'wss', 'chrome', 'chrome-extension', 'moz-extension', 'resource', 'edge'],
  ...['intent', 'android-app', 'market', 'itms', 'itms-apps', 'itms-services', 'ms-settings', 'ms-msdt', 'search-ms'],
  ...[
    'mailto',
    'tel',
    'sms',
    'smsto',
    'mms',
    'facetime',
    'callto',
    'skype',
    'geo',
    'maps',
    'urn',
    'ldap',
    'ssh',
    'git',
  ],
]);

/**
 * Judges an address to which people are sent back with a code.
 * @returns what to do about it, or undefined when it may be registered; it is compared byte by byte ever after
 * @see NHS login Federation §3.3 redirect_uri; RFC 9700 §2.1; RFC 8252 §7.1
 */
export function checkRedirectUri(uri: string, rules: UriRules): string | undefined {
  const spelling = checkSpelling(uri);
  if (spelling !== undefined) return spelling;
  // Ensure that nothing is left for a later request to vary.
  if (uri.includes('*')) return 'Wildcards are not accepted: register each address in full.';
  if (uri.includes('#')) return 'Remove the fragment (# and what follows): it never reaches the service.';
  if (uri.includes('?')) return 'Remove the query (? and what follows): put routing data into state instead.';
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(uri)?.[1];
  if (scheme === undefined)
    return 'Write the complete address with its scheme in lower case, such as https://service.example/callback.';
  if (scheme === 'https' || scheme === 'http') return checkWebAddress(uri, rules);
  return checkAppAddress(uri, scheme);
}

/** Judges a link shown to people (home, privacy, terms). @returns what to do about it, or undefined */
export function checkLink(uri: string, rules: UriRules): string | undefined {
  return checkSpelling(uri) ?? checkWebAddress(uri, rules);
}

/**
 * Judges an address from which the worker itself fetches keys, so that it cannot be turned against the inside.
 * @returns what to do about it, or undefined
 * @see OWASP SSRF prevention: allow-list of scheme, no private or link-local address
 */
export function checkJwksUri(uri: string, rules: UriRules): string | undefined {
  const wrong = checkLink(uri, rules);
  if (wrong !== undefined) return wrong;
  const url = new URL(uri);
  if (url.hash !== '') return 'Remove the fragment (# and what follows).';
  if (rules.loopback && loopbackHosts.includes(url.hostname)) return undefined;
  if (!isPublicHost(url.hostname)) {
    return 'Publish the keys at a public host name: private, link-local and reserved addresses are not fetched.';
  }
  return undefined;
}

function checkSpelling(uri: string): string | undefined {
  if (uri === '') return 'Write an address: it is empty.';
  if (uri.length > MOST_CHARACTERS) return `Shorten the address to at most ${MOST_CHARACTERS} characters.`;
  if (!uriCharacters.test(uri)) {
    return 'Use only the characters of an address (RFC 3986): percent-encode spaces and others, write host names in punycode.';
  }
  return brokenPercent.test(uri) ? 'Write two hexadecimal digits after each %.' : undefined;
}

function checkWebAddress(uri: string, rules: UriRules): string | undefined {
  const authority = /^https?:\/\/([^/?#]+)/.exec(uri)?.[1];
  if (authority === undefined) return 'Write the complete address, such as https://service.example/callback.';
  // Ensure that what a person reads as the host is the host.
  if (authority.includes('@')) return 'Remove the user name and password before the host.';
  if (!URL.canParse(uri)) return 'Correct the host or port: no browser can open this address.';
  const url = new URL(uri);
  if (url.hostname.endsWith('.')) return 'Remove the dot at the end of the host name.';
  // Ensure that the registered text is the text that browsers and libraries will produce.
  if (url.href !== uri && url.href !== `${uri}/`) return `Write the address as browsers do: ${url.href}`;
  if (url.protocol === 'https:') return undefined;
  if (!rules.loopback) return 'Use https: plain http is accepted only by a local world, and only for localhost.';
  if (loopbackHosts.includes(url.hostname)) return undefined;
  return 'Use https: plain http is accepted for localhost, 127.0.0.1 and [::1] only.';
}

function checkAppAddress(uri: string, scheme: string): string | undefined {
  if (systemSchemes.has(scheme) || scheme.length < 2) {
    return `Use https, or a scheme that belongs to the app, such as uk.example.app:/callback: ${scheme}: is not one.`;
  }
  const match = /^[^:]+:(?:\/\/([^/]+))?(\/.*)?$/.exec(uri);
  const [, host, path] = match ?? [];
  if (match === null || (host === undefined && path === undefined) || path?.startsWith('//')) {
    return 'Write the address of an app as scheme://host/path or scheme:/path.';
  }
  if (host !== undefined && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)) {
    return 'Use only letters, digits, dots and hyphens after scheme://, without user name or port.';
  }
  const dots = (path ?? '').split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  return dots ? 'Remove the . and .. parts from the path.' : undefined;
}

/** Suffixes that are never found in the public name system. */
const privateSuffixes = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa', 'onion', 'test', 'invalid'];

/** Whether a host, as a URL parser states it, can belong to the public internet: a name with a dot, or a public address. */
export function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPublicIpv6(hostname.slice(1, -1));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return isPublicIpv4(hostname.split('.').map(Number));
  const name = hostname.replace(/\.$/, '');
  return name.includes('.') && !privateSuffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

/** [first octets of the range, how many bits count]. @see IANA IPv4 Special-Purpose Address Registry */
const reservedIpv4: readonly (readonly [readonly [number, number, number], number])[] = [
  [[0, 0, 0], 8],
  [[10, 0, 0], 8],
  [[100, 64, 0], 10],
  [[127, 0, 0], 8],
  [[169, 254, 0], 16],
  [[172, 16, 0], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 88, 99], 24],
  [[192, 168, 0], 16],
  [[198, 18, 0], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224, 0, 0], 3],
];

const threeOctets = (octets: readonly number[]): number =>
  (octets[0] ?? 0) * 65_536 + (octets[1] ?? 0) * 256 + (octets[2] ?? 0);

function isPublicIpv4(octets: readonly number[]): boolean {
  const address = threeOctets(octets);
  return !reservedIpv4.some(([range, bits]) => address >> (24 - bits) === threeOctets(range) >> (24 - bits));
}

/** Global unicast only (2000::/3), without the ranges that carry another address inside or are for documentation. */
function isPublicIpv6(address: string): boolean {
  const [first = '', second = ''] = address.split(':');
  const head = Number.parseInt(first, 16);
  if (!(head >= 0x2000 && head < 0x4000)) return false;
  if (head === 0x2002 || head === 0x3fff) return false;
  const next = second === '' ? 0 : Number.parseInt(second, 16);
  return !(head === 0x2001 && (next < 0x200 || next === 0xdb8));
}
