import { zValidator } from '@hono/zod-validator';
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { AppContext } from '../src/context';
import { clientId, subject } from '../src/domain/brands';
import type { OperatorCall } from '../src/domain/operator-call';
import { addService } from '../src/flows/operator-add-service';
import { admitOperator } from '../src/flows/operator-admit';
import { countKeys } from '../src/flows/operator-count-keys';
import { disableService } from '../src/flows/operator-disable-service';
import { enableAccount } from '../src/flows/operator-enable-account';
import { enableService } from '../src/flows/operator-enable-service';
import { type AuditExported, exportAudit } from '../src/flows/operator-export-audit';
import { listAuditChains } from '../src/flows/operator-list-audit-chains';
import { listKeys } from '../src/flows/operator-list-keys';
import { listServices } from '../src/flows/operator-list-services';
import { listSuppliers } from '../src/flows/operator-list-suppliers';
import { readBacklog } from '../src/flows/operator-read-backlog';
import { type RebuildAnswer, rebuildAtoms } from '../src/flows/operator-rebuild-atoms';
import { renewKeys } from '../src/flows/operator-renew-keys';
import { replaceAccount } from '../src/flows/operator-replace-account';
import { revokeSigningKey } from '../src/flows/operator-revoke-signing-key';
import { rotateServiceKey } from '../src/flows/operator-rotate-key';
import { rotateSigningKeys } from '../src/flows/operator-rotate-signing-key';
import { showService } from '../src/flows/operator-show-service';
import { updateService } from '../src/flows/operator-update-service';
import { verifyAudit } from '../src/flows/operator-verify-audit';
import { smallBody } from '../src/http/body';
import { jsonOnly } from '../src/http/forms';

type Change = Awaited<ReturnType<typeof addService>>;

const nobody = { error: 'not_found', error_description: 'No service has this client_id.' };
const oneService = z.strictObject({ client_id: z.string().max(100).transform(clientId) });
const exportOfCase = z.strictObject({
  case: z.string().min(1).max(100),
  subject: z.string().min(1).max(100).transform(subject),
  approval: z.string().max(4096),
});
const partOfChains = z.strictObject({
  chain: z.string().max(40).optional(),
  after: z.strictObject({ seq: z.int().min(1), hash: z.string().max(64) }).optional(),
});
const onePerson = z.strictObject({ subject: z.string().min(1).max(100).transform(subject) });
const onePersonAnyway = onePerson.extend({ anyway: z.boolean().optional() });
const notReplaced = {
  'not-found': 'The book of record knows nobody by this subject.',
  left: 'The account stays as it is: its data key does not open.',
  waiting: 'Changes of the account have not reached the book of record: they would be lost.',
};
const stepOfRebuild = z.strictObject({
  stage: z.enum(['begin', 'directory', 'accounts']),
  after: z.string().max(100).optional(),
});
const body = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator('json', schema, (result, c) => {
    if (result.success) return undefined;
    const problems = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), sentence: message }));
    return c.json({ error: 'invalid_request', problems }, 400);
  });

/** Without a configured key there is no such address. */
export const requireOperatorKey = createMiddleware<AppContext>(async (c, next) =>
  c.var.config.operatorPublicJwk === undefined ? c.notFound() : next(),
);

/** Ensure that the call bears an operator's token. */
const requireOperator = createMiddleware<AppContext>(async (c, next) => {
  const { operatorPublicJwk: publicJwk } = c.var.config;
  if (publicJwk === undefined) return c.notFound();
  const token = /^Bearer ([\w.-]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const attempt = { ...callOf(c), publicJwk, token, body: await c.req.text() };
  if ((await admitOperator(c.var.ports, attempt)) === 'admitted') return next();
  c.header('www-authenticate', 'Bearer');
  return c.json(
    { error: 'invalid_token', error_description: 'The operator key, the address, the body or the time does not fit.' },
    401,
  );
});

function callOf(c: Context<AppContext>): OperatorCall {
  return { verb: c.req.path.replace(/^.*\/operator\//, ''), address: c.var.address, requestId: c.var.requestId };
}

function answer(c: Context<AppContext>, change: Change) {
  switch (change.outcome) {
    case 'done':
      return c.json({ ...change.service, ...(change.notes.length > 0 ? { notes: change.notes } : {}) });
    case 'refused':
      return c.json({ error: 'invalid_client_metadata', problems: change.problems }, 400);
    case 'not-found':
      return c.json(nobody, 404);
    case 'conflict':
      return c.json(
        {
          error: 'conflict',
          error_description: 'The service was changed at the same moment. Look at it, and try again.',
        },
        409,
      );
    default:
      throw new Error(`unknown outcome ${JSON.stringify(change satisfies never)}`);
  }
}

/** A signing key with its times as JSON names them. */
function keyOnTheWire({
  publishFrom,
  signFrom,
  retireFrom,
  goneFrom,
  ...key
}: Awaited<ReturnType<typeof listKeys>>[number]) {
  return { ...key, publish_from: publishFrom, sign_from: signFrom, retire_from: retireFrom, gone_from: goneFrom };
}

/** A supplier of messages as JSON names it. */
function supplierOnTheWire({
  supplier,
  configured,
  circuit,
  inTime,
  ...day
}: Awaited<ReturnType<typeof listSuppliers>>[number]) {
  return { supplier, configured, circuit, last_day: { ...day, within_a_minute: inTime } };
}

/** What waits for Postgres as JSON names it. */
function backlogOnTheWire({ oldestAt, waitingSince, ...backlog }: Awaited<ReturnType<typeof readBacklog>>) {
  return {
    ...backlog,
    ...(oldestAt !== undefined && { oldest_at: oldestAt }),
    ...(waitingSince !== undefined && { waiting_since: waitingSince }),
  };
}

function answerRebuild(c: Context<AppContext>, answered: RebuildAnswer) {
  switch (answered.outcome) {
    case 'begun': {
      const { eventsLost, peopleLost, chainsClosed, ...begun } = answered.begun;
      return c.json({ ...begun, events_lost: eventsLost, people_lost: peopleLost, chains_closed: chainsClosed });
    }
    case 'page':
      return c.json(answered.page);
    case 'not-due':
      return c.json(
        {
          error: 'conflict',
          error_description: 'GENERATION is 1: these atoms took nobody’s place. See docs/deploy.md.',
        },
        409,
      );
    default:
      throw new Error(`unknown outcome ${JSON.stringify(answered satisfies never)}`);
  }
}

function answerExport(c: Context<AppContext>, exported: AuditExported, caseId: string) {
  const refuse = (status: 403 | 404, description: string) =>
    c.json({ error: status === 404 ? 'not_found' : 'access_denied', error_description: description }, status);
  switch (exported.outcome) {
    case 'exported':
      return c.json({ case: caseId, account: exported.account, events: exported.events.map(eventOnTheWire) });
    case 'not-found':
      return refuse(404, 'The book of record knows nobody by this subject.');
    case 'refused':
      return refuse(403, 'The approval does not fit this case and person, or it is too old, or was used before.');
    case 'one-operator':
      return refuse(403, 'No second operator is configured here: SECOND_OPERATOR_PUBLIC_JWK.');
    default:
      throw new Error(`unknown outcome ${JSON.stringify(exported satisfies never)}`);
  }
}

/** A security event as JSON names it. */
function eventOnTheWire({ requestId, ...event }: Extract<AuditExported, { outcome: 'exported' }>['events'][number]) {
  return { ...event, ...(requestId === undefined ? {} : { request_id: requestId }) };
}

/** What the commands of the operator call: `POST /operator/<verb>`, JSON in and out. */
export const operator = new Hono<AppContext>()
  .use('*', smallBody, jsonOnly, requireOperator)
  .post('/services.add', body(z.strictObject({ file: z.unknown() })), async (c) =>
    answer(c, await addService(c.var.ports, { file: c.req.valid('json').file, call: callOf(c) })),
  )
  .post('/services.update', body(oneService.extend({ file: z.unknown() })), async (c) => {
    const { client_id: id, file } = c.req.valid('json');
    return answer(c, await updateService(c.var.ports, { clientId: id, file, call: callOf(c) }));
  })
  .post('/services.list', async (c) => c.json({ services: await listServices(c.var.ports) }))
  .post('/services.show', body(oneService), async (c) => {
    const service = await showService(c.var.ports, c.req.valid('json').client_id);
    return service === undefined ? c.json(nobody, 404) : c.json(service);
  })
  .post('/services.disable', body(oneService), async (c) =>
    answer(c, await disableService(c.var.ports, { clientId: c.req.valid('json').client_id, call: callOf(c) })),
  )
  .post('/services.enable', body(oneService), async (c) =>
    answer(c, await enableService(c.var.ports, { clientId: c.req.valid('json').client_id, call: callOf(c) })),
  )
  .post(
    '/services.rotate-key',
    body(oneService.extend({ jwks: z.unknown().optional(), drop_old: z.boolean().default(false) })),
    async (c) => {
      const { client_id: id, jwks, drop_old: dropOld } = c.req.valid('json');
      return answer(c, await rotateServiceKey(c.var.ports, { clientId: id, jwks, dropOld, call: callOf(c) }));
    },
  )
  .post('/keys.list', async (c) => c.json({ keys: (await listKeys(c.var.ports)).map(keyOnTheWire) }))
  .post('/keys.rotate', async (c) => {
    const rings = await rotateSigningKeys(c.var.ports, callOf(c));
    return c.json({ rings: rings.map(({ signFrom, ...ring }) => ({ ...ring, sign_from: signFrom })) });
  })
  .post('/keys.revoke', body(z.strictObject({ kid: z.string().max(100) })), async (c) => {
    const revocation = await revokeSigningKey(c.var.ports, { kid: c.req.valid('json').kid, call: callOf(c) });
    if (revocation.outcome === 'revoked') return c.json(revocation);
    return c.json({ error: 'not_found', error_description: 'No signing key has this kid.' }, 404);
  })
  .post('/keys.versions', async (c) => {
    const { masterKeys, indexKeys, undelivered } = await countKeys(c.var.ports);
    return c.json({
      master_keys: masterKeys.map(({ signingKeys, ...key }) => ({ ...key, signing_keys: signingKeys })),
      index_keys: { newest: indexKeys.newest, accounts_behind: indexKeys.accountsBehind },
      undelivered,
    });
  })
  .post('/keys.rewrap', body(z.strictObject({ after: z.string().max(100).optional() })), async (c) =>
    c.json(await renewKeys(c.var.ports, c.req.valid('json').after)),
  )
  .post('/suppliers.list', async (c) =>
    c.json({ suppliers: (await listSuppliers(c.var.ports)).map(supplierOnTheWire) }),
  )
  .post('/atoms.status', async (c) => c.json(backlogOnTheWire(await readBacklog(c.var.ports, { unpark: false }))))
  .post('/atoms.unpark', async (c) => c.json(backlogOnTheWire(await readBacklog(c.var.ports, { unpark: true }))))
  .post('/atoms.rebuild', body(stepOfRebuild), async (c) => {
    const { stage, after } = c.req.valid('json');
    const step = { stage, call: callOf(c), ...(after === undefined ? {} : { after }) };
    return answerRebuild(c, await rebuildAtoms(c.var.ports, step));
  })
  .post('/atoms.replace-account', body(onePersonAnyway), async (c) => {
    const { subject: of, anyway = false } = c.req.valid('json');
    const replaced = await replaceAccount(c.var.ports, { subject: of, anyway, call: callOf(c) });
    if (replaced.outcome === 'replaced') return c.json(replaced);
    if (replaced.outcome === 'waiting') {
      const { changes, parked } = replaced;
      return c.json({ error: 'conflict', error_description: notReplaced.waiting, changes, parked }, 409);
    }
    const status = replaced.outcome === 'not-found' ? 404 : 409;
    const error = status === 404 ? 'not_found' : 'conflict';
    return c.json({ error, error_description: notReplaced[replaced.outcome] }, status);
  })
  .post('/accounts.enable', body(onePerson), async (c) => {
    const outcome = await enableAccount(c.var.ports, { subject: c.req.valid('json').subject, call: callOf(c) });
    if (outcome !== 'not-found') return c.json({ outcome });
    return c.json({ error: 'not_found', error_description: 'The book of record knows nobody by this subject.' }, 404);
  })
  .post('/audit.chains', async (c) => {
    const { chains, signedAt, keys } = await listAuditChains(c.var.ports);
    const jwks = keys.map(({ version, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid: String(version) }));
    return c.json({ chains, keys: jwks, ...(signedAt === undefined ? {} : { signed_at: signedAt }) });
  })
  .post('/audit.export', body(exportOfCase), async (c) => {
    const { case: caseId, subject: person, approval } = c.req.valid('json');
    const secondJwk = c.var.config.secondOperatorPublicJwk;
    const exported = await exportAudit(c.var.ports, { caseId, subject: person, approval, secondJwk, call: callOf(c) });
    return answerExport(c, exported, caseId);
  })
  .post('/audit.verify', body(partOfChains), async (c) => {
    const { chain, after } = c.req.valid('json');
    const part = { ...(chain === undefined ? {} : { chain }), ...(after === undefined ? {} : { after }) };
    return c.json(await verifyAudit(c.var.ports, part));
  });
