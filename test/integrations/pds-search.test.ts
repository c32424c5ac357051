import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PdsRefusalCode } from '../../dev/emulators/pds/outcome';
import { soundex } from '../../dev/emulators/pds/search';
import { people } from '../../dev/people';
import type { DemographicsClaim } from '../../src/domain/demographics-claim';
import { type PatientQuery, traceQuery } from '../../src/domain/patient-query';
import { searchParameters } from '../../src/integrations/pds/search-parameters';
import { numberOf, openPds, type PdsWorld } from './support/pds';

let world: PdsWorld;
let troubles: NonNullable<Parameters<typeof openPds>[0]>['troubles'] & unknown[];
beforeEach(async () => {
  troubles = [];
  world = await openPds({ troubles });
});
afterEach(() => world.close());

const search = (query: PatientQuery) => world.person().search(query);

/** The search for one of the people, by what they would type. */
function traceOf(
  id: string,
  changes: { readonly last?: string; readonly postcode?: string; readonly first?: string } = {},
) {
  const person = people.find((one) => one.id === id);
  if (person === undefined) throw new Error(`nobody is ${id}`);
  const { first = person.givenName, last = person.familyName, postcode = person.postalCode } = changes;
  const claim = { by: 'name', name: { first, last }, birthDate: person.birthDate, postcode };
  return traceQuery(claim as DemographicsClaim & { by: 'name' });
}

describe('a search by what a person typed', () => {
  it.each([
    'ada',
    'sian',
    'apostrophe',
    'hyphen',
    'diacritics',
    'long-name',
    'mohammed-a',
    'twin-a',
    'twin-b',
    'superseded',
  ])('finds %s alone', async (id) => {
    const finding = await search(traceOf(id));
    expect(finding).toMatchObject({ kind: 'one', record: { nhsNumber: numberOf(id) } });
  });

  it('finds who gave up a name by the old one, and tells only the name of today', async () => {
    const finding = await search(traceOf('married', { last: 'Sugden' }));
    expect(finding).toMatchObject({
      kind: 'one',
      record: { names: [{ use: 'usual', family: 'Bennett' }], contacts: [] },
    });
    expect(await search({ ...traceOf('married', { last: 'Sugden' }), manner: 'current' })).toEqual({ kind: 'none' });
  });

  it('finds many where name and birth date are those of two, and one by the postcode', async () => {
    const { postcode: _where, ...everywhere } = traceOf('mohammed-a');
    expect(await search(everywhere)).toEqual({ kind: 'many' });
    expect(await search(traceOf('mohammed-b'))).toMatchObject({
      kind: 'one',
      record: { nhsNumber: numberOf('mohammed-b') },
    });
  });

  it('does not find a restricted record by where somebody lives, and finds it without', async () => {
    const { postcode: _where, ...everywhere } = traceOf('restricted');
    expect(await search(traceOf('restricted'))).toEqual({ kind: 'none' });
    expect(await search(everywhere)).toMatchObject({
      kind: 'one',
      record: { confidentiality: 'restricted', addresses: [] },
    });
  });

  it('never finds a record that is invalid', async () => {
    expect(await search(traceOf('invalidated'))).toEqual({ kind: 'none' });
  });

  it('finds nobody by another birth date, another name or another area', async () => {
    expect(await search({ ...traceOf('ada'), birthDate: '1984-09-03' })).toEqual({ kind: 'none' });
    expect(await search(traceOf('ada', { first: 'Ida' }))).toEqual({ kind: 'none' });
    expect(await search(traceOf('ada', { postcode: 'BD1 1HX' }))).toEqual({ kind: 'none' });
  });

  it('by sound finds what was misspelt, and exactly finds nothing but the whole', async () => {
    const misspelt: PatientQuery = { manner: 'fuzzy', family: 'Pembertone', given: 'Ruthe', birthDate: '1957-05-17' };
    expect(await search(misspelt)).toMatchObject({ kind: 'one', record: { nhsNumber: numberOf('no-mobile') } });
    expect(await search({ ...misspelt, manner: 'exact' })).toEqual({ kind: 'none' });
    const whole: PatientQuery = { manner: 'exact', family: 'Pemberton', given: 'Ruth', birthDate: '1957-05-17' };
    expect(await search(whole)).toMatchObject({ kind: 'one' });
  });

  it('asks for one at most', async () => {
    await search(traceOf('ada'));
    expect(new URLSearchParams(world.asked()[0]?.path.split('?')[1]).get('_max-results')).toBe('1');
  });
});

describe('the parameters of a search', () => {
  it('are those that find most people and them alone', () => {
    expect([...(searchParameters(traceOf('sian')) ?? [])]).toEqual([
      ['family', "O'Neill-Llŷr"],
      ['given', 'Siâ*'],
      ['birthdate', 'eq1991-11-30'],
      ['address-postalcode', 'CF10 1EP'],
      ['_history', 'true'],
      ['_max-results', '1'],
    ]);
  });

  const plain: PatientQuery = { manner: 'current', family: 'Okafor', given: 'Ada', birthDate: '1984-03-09' };
  it.each<[what: string, query: PatientQuery]>([
    ['a star that was typed', { ...plain, family: 'Ok*' }],
    ['a star that was typed before a wildcard', { ...plain, given: { startsWith: 'A*a' } }],
    ['a wildcard after one letter', { ...plain, given: { startsWith: 'A' } }],
    ['an empty name', { ...plain, family: '' }],
    ['a name of 36 letters', { ...plain, family: 'x'.repeat(36) }],
    ['half a birth date', { ...plain, birthDate: '1984-03' }],
    ['a wildcard in a search by sound', { ...plain, manner: 'fuzzy', given: { startsWith: 'Ad' } }],
    ['a wildcard in an exact search', { ...plain, manner: 'exact', given: { startsWith: 'Ad' } }],
    ['a search by sound without a first name', { manner: 'fuzzy', family: 'Okafor', birthDate: '1984-03-09' }],
  ])('are none for %s, and nobody is asked', async (_what, query) => {
    expect(searchParameters(query)).toBeUndefined();
    expect(await search(query)).toEqual({ kind: 'none' });
    expect(world.asked()).toEqual([]);
  });

  it('may have 35 letters, and a wildcard after two', () => {
    expect(searchParameters({ ...plain, family: 'x'.repeat(35), given: { startsWith: 'Ad' } })).toBeDefined();
  });
});

/** A request as another application might make it, with a token of ours. */
async function bare(query: string, headers: Readonly<Record<string, string>> = {}) {
  const token = await world.parts().token.read(async () => undefined, Date.now() + 1000);
  const response = await fetch(`${world.baseUrl}/personal-demographics/FHIR/R4/Patient${query}`, {
    headers: {
      authorization: `Bearer ${token?.token}`,
      'x-request-id': '60e0b220-8136-4ca5-ae46-1d97ef59d068',
      ...headers,
    },
  });
  const body = (await response.json()) as {
    readonly issue?: readonly {
      readonly diagnostics?: string;
      readonly details: { readonly coding: readonly { readonly code: string }[] };
    }[];
  };
  const [issue] = body.issue ?? [];
  return {
    status: response.status,
    code: issue?.details.coding[0]?.code,
    diagnostics: issue?.diagnostics,
    headers: response.headers,
    body,
  };
}

describe('the emulator of PDS', () => {
  const smith = 'family=Smith&birthdate=eq2010-10-22';
  const tooLittle =
    "Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'";
  it.each<[query: string, status: number, code: string, diagnostics?: string]>([
    ['', 400, 'UNSUPPORTED_SERVICE'],
    ['?family=Smith', 400, 'MISSING_VALUE', "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'"],
    ['?birthdate=eq2010-10-22', 400, 'INVALID_SEARCH_DATA', tooLittle],
    [`?${smith}&gender=mal`, 400, 'INVALID_VALUE', "Invalid value - 'mal' in field 'gender'"],
    [
      '?family=Smith&birthdate=gt2010-10-22',
      400,
      'INVALID_VALUE',
      "Invalid value - 'gt2010-10-22' in field 'birthdate'",
    ],
    ['?family=Smith&birthdate=2010-02-30', 400, 'INVALID_VALUE', "Invalid value - '2010-02-30' in field 'birthdate'"],
    [`?${smith}&death-date=2010`, 400, 'INVALID_VALUE', "Invalid value - '2010' in field 'death-date'"],
    ['/', 400, 'UNSUPPORTED_SERVICE'],
    [
      `?${smith}&x=1`,
      400,
      'ADDITIONAL_PROPERTIES',
      "Invalid request with error - Additional properties are not allowed ('x' was unexpected)",
    ],
    [`?${smith}&address-postalcode=LS1&address-postcode=LS1`, 400, 'INVALID_SEARCH_DATA', tooLittle],
    ['?family=S*&birthdate=eq2010-10-22', 400, 'INVALID_SEARCH_DATA', tooLittle],
    ['?family=Sm*&given=Jane&birthdate=eq2010-10-22&_fuzzy-match=true', 400, 'INVALID_SEARCH_DATA', tooLittle],
    [`?${smith}&_fuzzy-match=true`, 400, 'INVALID_SEARCH_DATA', tooLittle],
    [
      `?${smith}&_max-results=2`,
      403,
      'INVALID_VALUE',
      'Your app has insufficient permissions to perform this search. Please contact support.',
    ],
    ['/9000000000', 400, 'INVALID_RESOURCE_ID', "Invalid value - '9000000000' in field 'id'"],
    ['/9111231130', 404, 'RESOURCE_NOT_FOUND'],
  ])('refuses %j with %i %s', async (query, status, code, diagnostics) => {
    await search(traceOf('ada'));
    expect(await bare(query)).toMatchObject({ status, code, diagnostics });
  });

  it.each<[what: string, header: Record<string, string>, status: number, code: string, diagnostics: string]>([
    ['an unknown token', { authorization: 'Bearer no-such-token' }, 401, 'ACCESS_DENIED', 'Invalid Access Token'],
    [
      'another kind of token',
      { authorization: 'Basic abc' },
      401,
      'ACCESS_DENIED',
      "Invalid token type 'Basic', must be 'Bearer'",
    ],
    ['no words at all', { authorization: '' }, 401, 'ACCESS_DENIED', 'Empty Authorization header'],
    [
      'an id that is none',
      { 'x-request-id': '1' },
      400,
      'INVALID_VALUE',
      "Invalid value - '1' in header 'X-Request-ID'",
    ],
  ])('refuses %s', async (_what, header, status, code, diagnostics) => {
    await search(traceOf('ada'));
    expect(await bare(`/${numberOf('ada')}`, header)).toMatchObject({ status, code, diagnostics });
  });

  it.each([
    ['Robert', 'R163'],
    ['Rupert', 'R163'],
    ['Ashcraft', 'A261'],
    ['Tymczak', 'T522'],
    ['Pfister', 'P236'],
    ['Honeyman', 'H555'],
  ])('hears %s as %s', (name, code) => {
    expect(soundex(name)).toBe(code);
  });

  it('lets nobody write', async () => {
    await search(traceOf('ada'));
    const token = await world.parts().token.read(async () => undefined, Date.now() + 1000);
    const response = await fetch(`${world.baseUrl}/personal-demographics/FHIR/R4/Patient/${numberOf('ada')}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token?.token}`, 'x-request-id': crypto.randomUUID() },
      body: '{"patches":[]}',
    });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('INVALID_METHOD')]);
  });

  it('counts requests by the second', async () => {
    const narrow = await openPds({ perSecond: 2 });
    const readings = await Promise.all(['ada', 'sian', 'grace'].map((id) => narrow.person().read(numberOf(id))));
    expect(readings.every(({ kind }) => kind === 'found')).toBe(true);
    const statuses = narrow.asked().map(({ answer }) => answer?.status);
    await narrow.close();
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });

  it('echoes the ids of a request, and forgets a token after ten minutes', async () => {
    await search(traceOf('ada'));
    const { headers } = await bare(`/${numberOf('ada')}`, { 'x-correlation-id': 'abc' });
    expect([headers.get('x-request-id'), headers.get('x-correlation-id')]).toEqual([
      '60e0b220-8136-4ca5-ae46-1d97ef59d068',
      'abc',
    ]);
    const token = await world.parts().token.read(async () => undefined, Date.now() + 1000);
    world.clock.advance(600);
    expect(await bare(`/${numberOf('ada')}`, { authorization: `Bearer ${token?.token}` })).toMatchObject({
      status: 401,
    });
  });
});

const changed = (change: (body: Record<string, unknown>) => unknown) => async (answer: Response) =>
  Response.json(change((await answer.json()) as Record<string, unknown>), {
    status: answer.status,
    headers: answer.headers,
  });

describe('a finding that cannot be believed', () => {
  const entries = (body: Record<string, unknown>) =>
    body['entry'] as { readonly resource: object; readonly search: object }[];
  it.each<[what: string, trouble: (answer: Response) => Promise<Response>]>([
    ['has two entries', changed((body) => ({ ...body, entry: [...entries(body), ...entries(body)] }))],
    [
      'has two entries and says so',
      changed((body) => ({ ...body, total: 2, entry: [...entries(body), ...entries(body)] })),
    ],
    ['says one and has none', changed(({ entry: _none, ...body }) => body)],
    ['says none and has one', changed((body) => ({ ...body, total: 0 }))],
    ['has no score', changed((body) => ({ ...body, entry: [{ resource: entries(body)[0]?.resource }] }))],
    [
      'has a score above one',
      changed((body) => ({ ...body, entry: [{ ...entries(body)[0], search: { score: 1.5 } }] })),
    ],
    ['is a history', changed((body) => ({ ...body, type: 'history' }))],
    ['is a patient', changed((body) => entries(body)[0]?.resource)],
    [
      'is of somebody born on another day',
      changed((body) => ({
        ...body,
        entry: [{ ...entries(body)[0], resource: { ...entries(body)[0]?.resource, birthDate: '1985-03-09' } }],
      })),
    ],
    [
      'is another OperationOutcome with 200',
      changed(() => ({
        resourceType: 'OperationOutcome',
        issue: [{ details: { coding: [{ code: 'INVALID_VALUE' }] } }],
      })),
    ],
  ])('%s: nothing is known', async (_what, trouble) => {
    troubles.push(trouble);
    expect(await search(traceOf('ada'))).toEqual({ kind: 'unavailable' });
  });

  it.each<PdsRefusalCode>(['RESOURCE_NOT_FOUND', 'INVALIDATED_RESOURCE', 'INVALID_SEARCH_DATA', 'TOO_MANY_RESULTS'])(
    'is %s: nothing is known, for it is not what a search says',
    async (code) => {
      troubles.push(code);
      expect(await search(traceOf('ada'))).toEqual({ kind: 'unavailable' });
    },
  );
});
