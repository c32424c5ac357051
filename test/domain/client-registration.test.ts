import { describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import { parseRegistration, type RegistrationRules } from '../../src/domain/client-registration';

/** A 2048-bit public key made for these tests; its private half was never kept. */
const modulus = `w${'A'.repeat(340)}Q`;
const key = { kty: 'RSA', n: modulus, e: 'AQAB', kid: 'one' };
const other = { kty: 'RSA', n: `x${modulus.slice(1)}`, e: 'AQAB', kid: 'two' };

const rules: RegistrationRules = {
  loopback: true,
  self: clientId('selfselfselfselfselfse'),
  knownClientIds: new Set(['knownknownknownknownkn']),
};
const onHttps = { ...rules, loopback: false };

function aFile(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    client_name: 'Riverside Clinic',
    redirect_uris: ['https://clinic.example/callback'],
    jwks: { keys: [key] },
    scope: 'openid profile email',
    vectors: ['P0.Cp.Cd', 'P0.Cm'],
    legal_basis: 'nhs-commissioned',
    ...changes,
  };
}

const without = (field: string) => Object.fromEntries(Object.entries(aFile()).filter(([name]) => name !== field));

function problemsOf(file: unknown, by: RegistrationRules = rules) {
  const verdict = parseRegistration(file, by);
  return verdict.kind === 'refused' ? verdict.problems : [];
}

function registrationOf(file: unknown, by: RegistrationRules = rules) {
  const verdict = parseRegistration(file, by);
  if (verdict.kind === 'refused') throw new Error(JSON.stringify(verdict.problems));
  return verdict.registration;
}

const adviceFor = (changes: Record<string, unknown>, field: string, by: RegistrationRules = rules) =>
  problemsOf(aFile(changes), by).find((problem) => problem.field === field)?.sentence;

describe('the file of a connected service', () => {
  it('is read with the documented defaults', () => {
    expect(registrationOf(aFile())).toEqual({
      issuer: 'nhs-login',
      name: 'Riverside Clinic',
      redirectUris: ['https://clinic.example/callback'],
      postLogoutRedirectUris: [],
      keys: { kind: 'jwks', keys: [{ ...key, use: 'sig' }] },
      scopes: ['openid', 'profile', 'email'],
      vectors: ['P0.Cp.Cd', 'P0.Cm'],
      legalBasis: 'nhs-commissioned',
      refreshTokens: true,
      im1Enabled: false,
      ssoFrom: [],
      compatibility: [],
      shards: 1,
    });
  });

  it('keeps everything it may say', () => {
    const registration = registrationOf(
      aFile({
        issuer: 'nhs-login',
        client_uri: 'https://clinic.example/',
        policy_uri: 'https://clinic.example/privacy?lang=en',
        tos_uri: 'https://clinic.example/terms#top',
        post_logout_redirect_uris: ['https://clinic.example/bye'],
        refresh_tokens: false,
        im1_enabled: true,
        scope: 'gp_integration_credentials openid',
        sso_from: ['self', 'knownknownknownknownkn', 'self'],
        compatibility: ['nonce-optional'],
        shards: 4,
        token_endpoint_auth_method: 'private_key_jwt',
        id_token_signed_response_alg: 'RS512',
        response_types: ['code'],
      }),
    );
    expect(registration).toMatchObject({
      homeUri: 'https://clinic.example/',
      privacyUri: 'https://clinic.example/privacy?lang=en',
      termsUri: 'https://clinic.example/terms#top',
      refreshTokens: false,
      im1Enabled: true,
      scopes: ['openid', 'gp_integration_credentials'],
      ssoFrom: [rules.self, 'knownknownknownknownkn'],
      compatibility: ['nonce-optional'],
      shards: 4,
    });
  });

  it.each(['client_name', 'redirect_uris', 'scope', 'vectors', 'legal_basis', 'jwks'])(
    'is refused without %s',
    (field) => {
      expect(problemsOf(without(field)).map((problem) => problem.field)).toEqual([field]);
    },
  );

  it.each([undefined, null, [], 'text', 7])('is refused when it is %j', (file) => {
    expect(problemsOf(file)).toEqual([{ field: 'file', sentence: 'Write one JSON object.' }]);
  });

  it('names every problem at once', () => {
    expect(
      problemsOf({ ...without('scope'), redirect_uri: 'https://clinic.example/', shards: 0 }).map(({ field }) => field),
    ).toEqual(['redirect_uri', 'scope', 'shards']);
  });

  it.each([
    ['redirect_uri', 'Did you mean redirect_uris?'],
    ['redirectUris', 'Did you mean redirect_uris?'],
    ['clientname', 'Did you mean client_name?'],
    ['colour', 'Remove it: Gatehouse has no member of this name.'],
    ['__proto__', 'Remove it: Gatehouse has no member of this name.'],
    [
      'client_secret',
      'Leave it out: a service proves itself with its private key (private_key_jwt), there are no secrets.',
    ],
  ])('is refused with the unknown member %s', (name, sentence) => {
    const file: unknown = JSON.parse(JSON.stringify(aFile()).replace('{', `{${JSON.stringify(name)}: "x",`));
    expect(problemsOf(file)).toEqual([{ field: name, sentence }]);
  });

  it('may say what has no effect, and is told so', () => {
    const verdict = parseRegistration(
      aFile({ backchannel_logout_uri: 'https://clinic.example/out', contacts: ['a@b.example'] }),
      rules,
    );
    expect(verdict).toMatchObject({
      kind: 'registration',
      notes: [
        'contacts has no effect with issuer nhs-login, and is not kept.',
        'backchannel_logout_uri has no effect with issuer nhs-login, and is not kept.',
      ],
    });
  });
});

describe('a redirect URI', () => {
  it.each([
    'https://clinic.example/callback',
    'https://clinic.example',
    'https://clinic.example:8443/a/b;c=d/%C3%A9',
    'https://xn--caf-dma.example/cb',
    'https://[2001:db8::1]/cb',
    'nhsapp://host/path',
    'nhsapp://auth-return',
    'com.example:/cb',
    'uk.nhs.example.app:/a/b',
  ])('may be %s on any issuer', (uri) => {
    expect(registrationOf(aFile({ redirect_uris: [uri] }), onHttps).redirectUris).toEqual([uri]);
  });

  it.each(['http://localhost:8788/callback', 'http://127.0.0.1:3000/cb', 'http://[::1]:3000/cb'])(
    'may be %s while the issuer itself is on http localhost, and only then',
    (uri) => {
      expect(registrationOf(aFile({ redirect_uris: [uri] })).redirectUris).toEqual([uri]);
      expect(adviceFor({ redirect_uris: [uri] }, 'redirect_uris[0]', onHttps)).toMatch(/^Use https/);
    },
  );

  it.each([
    ['http://clinic.example/cb', /^Use https/],
    ['http://localhost.clinic.example/cb', /^Use https/],
    ['http://127.0.0.2/cb', /^Use https/],
    ['https://*.clinic.example/cb', /Wildcards/],
    ['https://clinic.example/cb*', /Wildcards/],
    ['https://clinic.example/cb?a=b', /Remove the query/],
    ['https://clinic.example/cb?', /Remove the query/],
    ['https://clinic.example/cb#a', /Remove the fragment/],
    ['https://clinic.example/cb#', /Remove the fragment/],
    ['https://user@clinic.example/cb', /Remove the user name/],
    ['https://clinic.example:443@evil.example/cb', /Remove the user name/],
    ['/callback', /complete address/],
    ['callback', /complete address/],
    ['//clinic.example/cb', /complete address/],
    ['https:/clinic.example/cb', /complete address/],
    ['https:///cb', /complete address/],
    ['HTTPS://clinic.example/cb', /complete address/],
    ['https://CLINIC.example/cb', /as browsers do: https:\/\/clinic\.example\/cb/],
    ['https://clinic.example:443/cb', /as browsers do/],
    ['https://clinic.example/a/../cb', /as browsers do/],
    ['https://clinic.example/a/%2e%2E/cb', /as browsers do/],
    ['https://0x7f.1/cb', /as browsers do/],
    ['https://clinic.example./cb', /Remove the dot/],
    ['https://clinic.example:99999/cb', /Correct the host or port/],
    ['https://clin ic.example/cb', /percent-encode/],
    ['https://clinic.example/\tcb', /percent-encode/],
    ['https://clinic.example/cb\n', /percent-encode/],
    ['https://clinic.example\\@evil.example/cb', /percent-encode/],
    ['https://clіnic.example/cb', /percent-encode/],
    ['https://clinic.example/%zz', /hexadecimal/],
    ['', /empty/],
    [`https://clinic.example/${'a'.repeat(2000)}`, /Shorten/],
    ['javascript:alert(1)', /javascript: is not one/],
    ['javascript://clinic.example/%0aalert(1)', /javascript: is not one/],
    ['data:text/html,hello', /data: is not one/],
    ['file:///etc/passwd', /file: is not one/],
    ['vbscript:x', /is not one/],
    ['blob:https://clinic.example/1', /is not one/],
    ['intent://host/path', /is not one/],
    ['mailto:a@b.example', /is not one|user name/],
    ['c:/windows', /is not one/],
    ['app:callback', /scheme:\/path/],
    ['app:', /scheme:\/path/],
    ['app:///callback', /scheme:\/path/],
    ['app://user@host/path', /letters, digits/],
    ['app://host:80/path', /letters, digits/],
    ['app:/a/../b', /\. and \.\./],
  ])('may not be %j', (uri, advice) => {
    expect(adviceFor({ redirect_uris: [uri] }, 'redirect_uris[0]')).toMatch(advice);
  });

  it('may be listed ten times, an eleventh is refused', () => {
    const uris = Array.from({ length: 11 }, (_, index) => `https://clinic.example/${index}`);
    expect(registrationOf(aFile({ redirect_uris: uris.slice(0, 10) })).redirectUris).toHaveLength(10);
    expect(adviceFor({ redirect_uris: uris }, 'redirect_uris')).toBe('Keep at most 10 addresses: there are 11.');
  });

  it.each([
    [['https://clinic.example/', 'https://clinic.example/'], 'redirect_uris[1]'],
    [[], 'redirect_uris'],
    ['https://clinic.example/', 'redirect_uris'],
    [[7], 'redirect_uris'],
  ])('list %j is refused', (uris, field) => {
    expect(adviceFor({ redirect_uris: uris }, field)).toBeDefined();
  });
});

describe('the keys of a service', () => {
  const withKey = (jwk: unknown) => adviceFor({ jwks: { keys: [jwk] } }, 'jwks.keys[0]');

  it('may be several, for a rotation', () => {
    expect(registrationOf(aFile({ jwks: { keys: [key, other] } })).keys).toMatchObject({
      keys: [{ kid: 'one' }, { kid: 'two' }],
    });
  });

  it('keep nothing but what verification needs', () => {
    const { keys } = registrationOf(
      aFile({ jwks: { keys: [{ ...key, alg: 'RS512', use: 'sig', x5c: ['…'], key_ops: ['verify'] }] } }),
    );
    expect(keys).toEqual({ kind: 'jwks', keys: [{ ...key, alg: 'RS512', use: 'sig' }] });
  });

  it.each([
    [{ ...key, n: `f${'_'.repeat(340)}w` }, /at least 2048 bits: this one has 2047/],
    [{ ...key, n: 'AQAB' }, /at least 2048 bits: this one has 17/],
    [{ ...key, n: `w${'A'.repeat(1365)}E` }, /at most 8192 bits/],
    [{ ...key, n: `w${'A'.repeat(340)}A` }, /odd/],
    [{ ...key, n: `${modulus}==` }, /base64url/],
    [{ ...key, n: 7 }, /base64url/],
    [{ ...key, e: 'Aw' }, /65537/],
    [{ ...key, e: undefined }, /65537/],
    [{ ...key, d: 'AQAB' }, /public key only/],
    [{ ...key, p: 'AQAB' }, /public key only/],
    [{ kty: 'oct', k: 'AQAB' }, /public key only/],
    [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }, /RSA key/],
    [{ ...key, alg: 'RS256' }, /Set alg to RS512/],
    [{ ...key, use: 'enc' }, /Set use to "sig"/],
    [{ ...key, key_ops: ['sign'] }, /key_ops/],
    [{ ...key, kid: '' }, /kid/],
    [{ ...key, kid: 'a\nb' }, /kid/],
    ['key', /JSON object/],
  ])('may not be %j', (jwk, advice) => {
    expect(withKey(jwk)).toMatch(advice);
  });

  it('are refused when one is there twice, or shares its kid', () => {
    expect(adviceFor({ jwks: { keys: [key, { ...key, kid: 'again' }] } }, 'jwks.keys[1]')).toMatch(
      /in the set already/,
    );
    expect(adviceFor({ jwks: { keys: [key, { ...other, kid: 'one' }] } }, 'jwks.keys[1]')).toMatch(/kid of its own/);
  });

  it.each([[{}], [{ keys: [] }], ['text'], [{ keys: Array.from({ length: 11 }, () => key) }]])(
    'set %j is refused',
    (jwks) => {
      expect(adviceFor({ jwks }, 'jwks')).toBeDefined();
    },
  );

  it('come from one place only', () => {
    expect(adviceFor({ jwks_uri: 'https://clinic.example/jwks' }, 'jwks_uri')).toBe(
      'Give either jwks or jwks_uri, not both.',
    );
  });
});

describe('a jwks_uri', () => {
  const adviceOn = (uri: unknown, by = onHttps) =>
    problemsOf({ ...without('jwks'), jwks_uri: uri }, by).find(({ field }) => field === 'jwks_uri')?.sentence;

  it.each([
    'https://clinic.example/jwks.json',
    'https://clinic.example/keys?v=2',
    'https://8.8.8.8/jwks',
    'https://[2a00:1450::1]/jwks',
  ])('may be %s', (uri) => {
    expect(registrationOf({ ...without('jwks'), jwks_uri: uri }, onHttps).keys).toEqual({ kind: 'jwks_uri', uri });
  });

  it('may be on localhost while the issuer is, and only then', () => {
    expect(adviceOn('http://localhost:9999/jwks', rules)).toBeUndefined();
    expect(adviceOn('http://localhost:9999/jwks')).toMatch(/^Use https/);
    expect(adviceOn('https://localhost:9999/jwks')).toMatch(/public host name/);
  });

  it.each([
    ...[
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '127.0.0.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
    ],
    ...['100.127.255.255', '192.0.0.8', '198.18.0.1', '198.19.255.255', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['[::1]', '[::]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a00:1]', '[fc00::1]', '[fd12::1]', '[fe80::1]', '[ff02::1]'],
    ...[
      '[2002:a00:1::1]',
      '[2001::1]',
      '[2001:db8::1]',
      'intranet',
      'keys.local',
      'metadata.google.internal',
      'a.localhost',
    ],
  ])('may not be at %s', (host) => {
    expect(adviceOn(`https://${host}/jwks`)).toMatch(/public host name/);
  });

  it.each([
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '198.17.0.1',
    '198.20.0.1',
    '223.255.255.1',
    '[2003::1]',
  ])('may be at %s, just beside a reserved range', (host) => {
    expect(adviceOn(`https://${host}/jwks`)).toBeUndefined();
  });

  it.each([
    ['https://0x7f.1/jwks', /as browsers do/],
    ['https://2130706433/jwks', /as browsers do/],
    ['https://a@clinic.example/jwks', /user name/],
    ['https://clinic.example/jwks#a', /fragment/],
    ['ftp://clinic.example/jwks', /complete address/],
    [7, /in quotes/],
  ])('may not be %s', (uri, advice) => {
    expect(adviceOn(uri)).toMatch(advice);
  });
});

describe('the other members', () => {
  it.each([
    ['client_name', '', /name/],
    ['client_name', '   ', /name/],
    ['client_name', 'a'.repeat(101), /at most 100/],
    ['client_name', 'Clinic\u0007', /control/],
    ['client_name', 'Clinic\u202Ecinilc', /control/],
    ['client_name', 'Cli\u200Bnic', /control/],
    ['client_name', ' Clinic', /spaces/],
    ['scope', 'profile', /Add openid/],
    ['scope', 'openid telepathy', /no scope "telepathy"/],
    ['scope', ['openid'], /one text/],
    ['scope', 'openid gp_integration_credentials', /im1_enabled/],
    ['vectors', [], /at least|List/],
    ['vectors[0]', ['P0'], /level/],
    ['vectors[0]', ['Cp.Cd'], /level/],
    ['vectors[0]', ['P1.Cp'], /level/],
    ['vectors[0]', ['P0.Cd'], /level/],
    ['vectors[1]', ['P0.Cm', 'P9.Cp.Cm'], /level/],
    ['legal_basis', 'because', /"nhs-commissioned"/],
    ['issuer', 'elsewhere', /"nhs-login"/],
    ['token_endpoint_auth_method', 'client_secret_basic', /"private_key_jwt"/],
    ['token_endpoint_auth_signing_alg', 'RS256', /"RS512"/],
    ['id_token_signed_response_alg', 'RS256', /"RS512"/],
    ['id_token_signed_response_alg', 'none', /"RS512"/],
    ['subject_type', 'pairwise', /"public"/],
    ['response_types', ['token'], /\["code"\]/],
    ['grant_types', ['implicit'], /authorization_code/],
    ['refresh_tokens', 'yes', /true or false/],
    ['im1_enabled', 1, /true or false/],
    ['sso_from[0]', ['strangerstrangerstrang'], /added before/],
    ['compatibility', ['everything'], /state-optional/],
    ['shards', 0, /1 to 64/],
    ['shards', 65, /1 to 64/],
    ['shards', 1.5, /1 to 64/],
    ['policy_uri', 'javascript:alert(1)', /complete address/],
    ['tos_uri', 'http://clinic.example/', /^Use https/],
    ['client_uri', 'http://clinic.example/', /^Use https/],
    ['post_logout_redirect_uris[0]', ['https://clinic.example/?x'], /query/],
  ])('%s may not be %j', (place, value, advice) => {
    const field = place.replace(/\[\d+\]$/, '');
    expect(adviceFor({ [field]: value }, place)).toMatch(advice);
  });

  it('accept a name of exactly a hundred characters, in any script', () => {
    expect(registrationOf(aFile({ client_name: 'é'.repeat(100) })).name).toBe('é'.repeat(100));
    expect(registrationOf(aFile({ client_name: 'Canolfan Iechyd Môn, 健康' })).name).toBe('Canolfan Iechyd Môn, 健康');
  });

  it('let a service be approved for profile and basic_demographics both', () => {
    expect(registrationOf(aFile({ scope: 'openid profile basic_demographics' })).scopes).toEqual([
      'openid',
      'profile',
      'basic_demographics',
    ]);
  });

  it('write vectors in their one spelling', () => {
    expect(registrationOf(aFile({ vectors: [' Cd.Cp.P9', 'P9.Cp.Cd', 'P9.Cp.Ck'] })).vectors).toEqual([
      'P9.Cp.Cd',
      'P9.Cp.Ck',
    ]);
  });

  it.each([
    [{ grant_types: ['authorization_code'] }, false],
    [{ grant_types: ['authorization_code', 'refresh_token'] }, true],
    [{ refresh_tokens: false }, false],
  ])('decide by %j whether refresh tokens are issued', (changes, expected) => {
    expect(registrationOf(aFile(changes)).refreshTokens).toBe(expected);
  });

  it('may not contradict each other about refresh tokens', () => {
    expect(adviceFor({ grant_types: ['authorization_code'], refresh_tokens: true }, 'refresh_tokens')).toMatch(
      /say the same/,
    );
  });
});
