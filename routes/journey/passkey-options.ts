import { Hono } from 'hono';
import type { AppContext } from '../../src/context';
import { offerPasskey } from '../../src/flows/offer-passkey';
import { smallBody } from '../../src/http/body';
import { readCookie } from '../../src/http/cookies';
import { formOnly, refuseForm, sameOriginOnly } from '../../src/http/forms';
import { passkeyOptionsPath } from './passkey-address';
import { readForm } from './step-route';

/** Where the script of a page asks for the challenge of a passkey ceremony. */
export const passkeyOptions = new Hono<AppContext>().post(
  passkeyOptionsPath(':interaction'),
  smallBody,
  formOnly,
  sameOriginOnly,
  async (c) => {
    const form = await readForm(c);
    if (form === undefined) return refuseForm(c);
    const ceremony = form.field('ceremony') === 'create' ? 'create' : 'get';
    const offer = await offerPasskey(c.var.ports, { ref: form.ref, session: readCookie(c, 'session'), ceremony });
    return offer.kind === 'options' ? c.json(offer.options) : c.json({ error: 'access_denied' }, 403);
  },
);
