import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PdsRefusalCode } from '../../dev/emulators/pds/outcome';
import { people } from '../../dev/people';
import type { NhsNumber } from '../../src/domain/brands';
import { numberOf, openPds, type PdsWorld } from './support/pds';
import { answering } from './support/post';

let world: PdsWorld;
let troubles: NonNullable<Parameters<typeof openPds>[0]>['troubles'] & unknown[];
beforeEach(async () => {
  troubles = [];
  world = await openPds({ troubles });
});
afterEach(() => world.close());

const read = (id: string) => world.person().read(numberOf(id));
const days = (count: number) => world.clock.advance(count * 86_400);

describe('the record of a person', () => {
  it('is found by its number, whole and in our own words', async () => {
    expect(await read('ada')).toEqual({
      kind: 'found',
      record: {
        nhsNumber: numberOf('ada'),
        version: '2',
        confidentiality: 'unrestricted',
        names: [{ use: 'usual', given: ['Ada'], family: 'Okafor', period: { from: '1984-03-09' } }],
        gender: 'female',
        birthDate: { precision: 'day', text: '1984-03-09' },
        addresses: [
          {
            use: 'home',
            lines: ['1 Sample Street', 'Leeds'],
            postalCode: 'LS1 4AP',
            period: { from: '1990-01-01' },
          },
        ],
        contacts: [{ system: 'phone', use: 'mobile', value: '07700 900101', period: { from: '1990-01-01' } }],
        practice: { odsCode: 'A99901', period: { from: '2005-01-01' } },
      },
    });
  });

  it.each<[id: string, what: string, part: object]>([
    ['no-mobile', 'no telephone', { contacts: [] }],
    ['year-only', 'the year of birth alone', { birthDate: { precision: 'year', text: '1948' } }],
    ['single-name', 'one name', { names: [{ use: 'usual', given: [], family: 'Sukarno' }] }],
    ['long-name', 'first names as one', { names: [{ given: ['Maria José Fernanda'] }] }],
    ['diacritics', 'letters with marks', { names: [{ given: ['Łukasz'], family: 'Wójcik-Çelik' }] }],
    [
      'married',
      'a name given up',
      { names: [{ family: 'Bennett' }, { use: 'maiden', family: 'Sugden', period: { until: '2023-09-02' } }] },
    ],
    ['ended-practice', 'a practice of before', { practice: { odsCode: 'A99902', period: { until: '2024-06-30' } } }],
    ['left-england', 'why nobody is registered for them', { removed: 'scotland' }],
    [
      'died-informal',
      'a death that a hospital told',
      { death: { notice: 'informal', date: { precision: 'day', text: '2026-10-02' } } },
    ],
    [
      'died-formal',
      'a death that is registered',
      { death: { notice: 'formal', date: { precision: 'day', text: '2025-03-14' } } },
    ],
    ['died-undone', 'a death that was taken back', { death: { notice: 'removed' } }],
  ])('of %s tells %s', async (id, _what, part) => {
    expect(await read(id)).toMatchObject({ kind: 'found', record: part });
  });

  it('of everybody in this world is as it is there to show', async () => {
    for (const { id, nhsNumber, record } of people) {
      if (nhsNumber === null || record === null) continue;
      const known = record.confidentiality === undefined ? 'found' : 'restricted';
      const kind = record.invalidated === true ? 'invalidated' : known;
      expect([id, (await world.person().read(nhsNumber as NhsNumber)).kind]).toEqual([id, kind]);
    }
  });

  it('that is restricted tells nobody where they are', async () => {
    const reading = await read('restricted');
    expect(reading).toMatchObject({
      kind: 'restricted',
      record: { confidentiality: 'restricted', names: [{ family: 'Marsh' }], addresses: [], contacts: [] },
    });
    expect(JSON.stringify(reading)).not.toMatch(/Quiet|YO1|A99901/);
  });

  it('may become restricted later', async () => {
    expect(await read('restricted-later')).toMatchObject({ kind: 'found', record: { version: '2' } });
    days(30);
    expect(await read('restricted-later')).toMatchObject({ kind: 'restricted', record: { version: '3' } });
  });

  it('that took the place of another is told under the number it has now', async () => {
    const reading = await world.person().read('9990424780' as NhsNumber);
    expect(reading).toMatchObject({ kind: 'superseded', record: { nhsNumber: numberOf('superseded') } });
    expect(await read('superseded')).toMatchObject({ kind: 'found' });
  });

  it('may be superseded later', async () => {
    expect(await read('superseded-later')).toMatchObject({ kind: 'found' });
    days(30);
    expect(await read('superseded-later')).toMatchObject({ kind: 'superseded', record: { nhsNumber: '9990424853' } });
  });

  it('that is invalid is not told, and neither is one that there is not', async () => {
    expect(await read('invalidated')).toEqual({ kind: 'invalidated' });
    expect(await world.person().read('9111231130' as NhsNumber)).toEqual({ kind: 'none' });
  });

  it('is not asked for by what is no number: nothing else becomes a path', async () => {
    for (const text of ['9990421006', '9990421005/../x', '', '99904210050'])
      expect(await world.person().read(text as NhsNumber)).toEqual({ kind: 'none' });
    expect(world.asked()).toEqual([]);
  });
});

describe('a request to PDS', () => {
  it('names itself by ids, and the person in the path alone', async () => {
    await read('ada');
    const [request] = world.asked();
    expect(request?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'x-correlation-id': 'correlation-of-the-tests',
    });
    expect(request?.headers['x-request-id']).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(JSON.stringify(request?.headers)).not.toContain(numberOf('ada'));
  });

  it('has another id for each question', async () => {
    const person = world.person();
    await person.read(numberOf('ada'));
    await person.read(numberOf('ada'));
    expect(new Set(world.asked().map(({ headers }) => headers['x-request-id'])).size).toBe(2);
  });
});

/** What PDS refuses, and what comes of it: the reading, how often it is asked, and whether a person is told. */
const rows: [code: PdsRefusalCode, kind: string, asked: number, alerted: boolean][] = [
  ['INVALID_RESOURCE_ID', 'none', 1, false],
  ['UNSUPPORTED_SERVICE', 'unavailable', 1, true],
  ['MISSING_VALUE', 'unavailable', 1, true],
  ['INVALID_VALUE', 'unavailable', 1, true],
  ['INVALID_SEARCH_DATA', 'unavailable', 1, true],
  ['ADDITIONAL_PROPERTIES', 'unavailable', 1, true],
  ['INVALID_UPDATE', 'unavailable', 1, true],
  ['ACCESS_DENIED', 'unavailable', 2, true],
  ['INVALID_METHOD', 'unavailable', 1, true],
  ['TOO_MANY_RESULTS', 'unavailable', 1, true],
  ['FORBIDDEN_UPDATE', 'unavailable', 1, true],
  ['RESOURCE_NOT_FOUND', 'none', 1, false],
  ['INVALIDATED_RESOURCE', 'invalidated', 1, false],
  ['UNABLE_TO_CALL_SERVICE', 'unavailable', 3, false],
  ['RESOURCE_VERSION_MISMATCH', 'unavailable', 1, false],
  ['PRECONDITION_FAILED', 'unavailable', 1, false],
  ['TOO_MANY_REQUESTS', 'unavailable', 3, false],
  ['UNKNOWN_ERROR', 'unavailable', 3, false],
  ['SERVICE_UNAVAILABLE', 'unavailable', 1, false],
  ['TOO_MANY_MATCHES', 'unavailable', 1, false],
];

describe('a refusal of PDS', () => {
  it.each(rows)(
    '%s makes a reading %s, asked for %i times; a person is told: %s',
    async (code, kind, asked, alerted) => {
      troubles.push(code, code, code, code);
      expect(await read('ada')).toEqual({ kind });
      expect(world.asked()).toHaveLength(asked);
      expect(world.alerts.length > 0).toBe(alerted);
    },
  );

  it.each<PdsRefusalCode>(['UNABLE_TO_CALL_SERVICE', 'UNKNOWN_ERROR'])(
    '%s that passes is not noticed: the same request is sent again, with the same X-Request-ID',
    async (code) => {
      troubles.push(code);
      expect(await read('ada')).toMatchObject({ kind: 'found' });
      const ids = world.asked().map(({ headers }) => headers['x-request-id']);
      expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    },
  );

  it('because of a token that was taken back is answered by a new token, once, with the same X-Request-ID', async () => {
    await read('ada');
    world.tokens.revokeAll();
    expect(await read('ada')).toMatchObject({ kind: 'found' });
    expect(world.tokens.issued()).toBe(1);
    const [, ...again] = world.asked().map(({ headers }) => headers['x-request-id']);
    expect([again.length, new Set(again).size]).toEqual([2, 1]);
    expect(world.alerts).toEqual([]);
  });

  it('that says when to come back is heeded by the whole deployment, and not waited for beyond a person’s patience', async () => {
    troubles.push('SERVICE_UNAVAILABLE');
    const began = Date.now();
    expect(await read('ada')).toEqual({ kind: 'unavailable' });
    expect(world.budgetState().freeFrom - began).toBeGreaterThanOrEqual(4900);
    expect(await read('sian')).toEqual({ kind: 'unavailable' });
    expect([world.asked().length, Date.now() - began < 4900]).toEqual([1, true]);
  });

  it('that says when to come back soon is waited for', async () => {
    troubles.push(() => new Response('{}', { status: 503, headers: { 'retry-after': '1' } }));
    const began = Date.now();
    expect(await read('ada')).toMatchObject({ kind: 'found' });
    expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
  });
});

describe('PDS in trouble', () => {
  it.each(['down', 'garbage'] as const)('that is %s tells nothing, after three tries', async (mode) => {
    await read('sian');
    world.faults.set({ system: 'pds', mode });
    expect(await read('ada')).toEqual({ kind: 'unavailable' });
    expect(world.asked()).toHaveLength(4);
  });

  it.each(['down', 'garbage'] as const)(
    'that is %s when a token is wanted tells nothing, and is asked for two',
    async (mode) => {
      world.faults.set({ system: 'pds', mode });
      expect(await read('ada')).toEqual({ kind: 'unavailable' });
      expect([world.requests.list({ system: 'pds' }).length, world.asked().length]).toEqual([2, 0]);
    },
  );

  it('that is slow is waited for', async () => {
    await read('sian');
    world.faults.set({ system: 'pds', mode: 'slow', times: 1 });
    expect(await read('ada')).toMatchObject({ kind: 'found' });
  });

  it('that is silent is waited for as long as a person has patience, whatever is asked, and never longer', async () => {
    await read('sian');
    const deadlines: number[] = [];
    const never: typeof fetch = (_url, init) => {
      deadlines.push(performance.now());
      return new Promise((_answer, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      );
    };
    const person = world.person({ fetch: never, patienceMillis: 1000 });
    const began = performance.now();
    expect(await person.read(numberOf('ada'))).toEqual({ kind: 'unavailable' });
    expect(deadlines).toHaveLength(2);
    expect(await person.read(numberOf('ada'))).toEqual({ kind: 'unavailable' });
    expect([deadlines.length, performance.now() - began < 3000]).toEqual([2, true]);
  });

  it('is left alone after five failures, and asked again later', async () => {
    await read('sian');
    world.faults.set({ system: 'pds', mode: 'down' });
    await read('ada');
    await read('ada');
    const before = world.asked().length;
    expect(await read('ada')).toEqual({ kind: 'unavailable' });
    expect([before, world.asked().length]).toEqual([6, 6]);
    world.faults.clear();
    world.clock.advance(60);
    expect(await read('ada')).toMatchObject({ kind: 'found' });
  });
});

/** An answer changed on its way. */
const changed = (change: (body: Record<string, unknown>) => unknown) => async (answer: Response) => {
  const body = change((await answer.json()) as Record<string, unknown>);
  return Response.json(body, { status: answer.status, headers: answer.headers });
};
const texts = (change: (text: string) => string) => async (answer: Response) =>
  new Response(change(await answer.text()), answer);

describe('an answer that cannot be believed', () => {
  it.each<[what: string, trouble: (answer: Response) => Response | Promise<Response>]>([
    ['ends in the middle', texts((text) => text.slice(0, text.length / 2))],
    ['is empty', texts(() => '')],
    ['is longer than any record', texts((text) => text + ' '.repeat(300_000))],
    [
      'is an OperationOutcome with 200',
      changed(() => ({
        resourceType: 'OperationOutcome',
        issue: [{ details: { coding: [{ code: 'RESOURCE_NOT_FOUND' }] } }],
      })),
    ],
    ['is another resource', changed((body) => ({ ...body, resourceType: 'RelatedPerson' }))],
    ['is a list of patients', changed((body) => [body, body])],
    [
      'is a bundle',
      changed((body) => ({
        resourceType: 'Bundle',
        type: 'searchset',
        total: 1,
        entry: [{ resource: body, search: { score: 1 } }],
      })),
    ],
    [
      'has two NHS numbers',
      changed((body) => ({ ...body, identifier: [body['identifier'], body['identifier']].flat() })),
    ],
    ['has another number inside', changed((body) => ({ ...body, id: '9990421072' }))],
    [
      'has a number with a wrong check digit',
      changed((body) => ({
        ...body,
        id: '9990421006',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990421006' }],
      })),
    ],
    ['has name and day of birth exchanged', changed((body) => ({ ...body, birthDate: 'Okafor' }))],
    ['has a day that does not exist', changed((body) => ({ ...body, birthDate: '1984-02-30' }))],
    ['has a text where a list belongs', changed((body) => ({ ...body, name: 'Ada Okafor' }))],
    ['does not say how confidential it is', changed(({ meta: _meta, ...body }) => body)],
    [
      'has a confidentiality that nobody knows',
      changed((body) => ({ ...body, meta: { versionId: '2', security: [{ code: 'X' }] } })),
    ],
    [
      'has two practices',
      changed((body) => ({
        ...body,
        generalPractitioner: [body['generalPractitioner'], body['generalPractitioner']].flat(),
      })),
    ],
    [
      'is of another version than its head',
      changed((body) => ({ ...body, meta: { versionId: '9', security: [{ code: 'U' }] } })),
    ],
    ['is a page with 404', () => new Response('<h1>Not found</h1>', { status: 404 })],
    ['is no outcome with 404', () => Response.json({}, { status: 404 })],
    ['leads elsewhere', () => new Response(null, { status: 302, headers: { location: '/elsewhere' } })],
  ])('%s: nothing is known', async (_what, trouble) => {
    troubles.push(trouble, trouble, trouble);
    expect(await read('ada')).toEqual({ kind: 'unavailable' });
  });

  it('is the answer to another request: nothing is known, though it is a whole record', async () => {
    const kept: Response[] = [];
    const keeping: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (String(input).includes('/Patient/')) kept.push(answer.clone());
      return answer;
    };
    expect(await world.person({ fetch: keeping }).read(numberOf('ada'))).toMatchObject({ kind: 'found' });
    const swapped = answering(() => kept[0]?.clone() ?? Response.error());
    expect(await world.person({ fetch: swapped }).read(numberOf('sian'))).toEqual({ kind: 'unavailable' });
    expect(await world.person({ fetch: swapped }).read(numberOf('ada'))).toEqual({ kind: 'unavailable' });
  });

  it('tells where somebody lives whose record is restricted: that is not passed on', async () => {
    troubles.push(
      changed((body) => ({
        ...body,
        address: [{ use: 'home', line: ['3 Quiet Close'], postalCode: 'YO1 7HH' }],
        telecom: [{ system: 'phone', use: 'mobile', value: '07700 900199' }],
      })),
    );
    expect(await read('restricted')).toMatchObject({ kind: 'restricted', record: { addresses: [], contacts: [] } });
  });
});

describe('64 simultaneous callers', () => {
  it('share one token and never exceed the rate', async () => {
    world.perSecond.value = 60;
    const sent: number[] = [];
    const noting: typeof fetch = (input, init) => {
      if (String(input).includes('/Patient/')) sent.push(performance.now());
      return fetch(input, init);
    };
    const readings = await Promise.all(
      Array.from({ length: 64 }, () => world.person({ fetch: noting }).read(numberOf('ada'))),
    );
    expect(new Set(readings.map(({ kind }) => kind))).toEqual(new Set(['found']));
    expect(world.tokens.issued()).toBe(1);
    const most = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1000).length));
    expect(most).toBeLessThanOrEqual(60);
  });
});
