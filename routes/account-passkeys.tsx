import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { addedWith, isAddedWithGone } from '../src/domain/passkey';
import { changePasskey } from '../src/flows/change-passkey';
import { offerUpgrade } from '../src/flows/offer-upgrade';
import { readPasskeys, type ShownPasskey } from '../src/flows/read-passkeys';
import { upgradeToPasskey } from '../src/flows/upgrade-to-passkey';
import { smallBody } from '../src/http/body';
import { readCookie } from '../src/http/cookies';
import { formOnly, refuseForm, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { signedInForm } from '../src/http/signed-in-form';
import type { FieldError, PageLife } from '../src/ui/page-context';
import { ChangePasskeyPage } from '../src/ui/pages/account/change-passkey';
import { type ListedPasskey, PasskeysPage } from '../src/ui/pages/account/passkeys';
import type { ChosenPasskey } from '../src/ui/pages/passkey-removal/choose';
import { sessionLife } from './account';
import { goOnErrand } from './errand';
import { problemError } from './journey/problem-words';

const list = '/account/passkeys';
const upgradePath = '/account/passkey-upgrade';
const placeOf = (key: string): string => `${list}/${key}`;

const listed = (passkey: ShownPasskey, all: readonly ShownPasskey[]): ListedPasskey => {
  const { key, shownName: name, addedAt, usedAt, backedUp: synced, userVerified } = passkey;
  return {
    ...(userVerified ? {} : { finishHref: '/account/go/use-passkey' }),
    ...{ name, addedAt, usedAt, synced, addedWithGone: isAddedWithGone(passkey, all) },
    changeHref: placeOf(key),
  };
};

/** A passkey as it is changed, and those that were added with it. */
const changed = ({ key, shownName }: ShownPasskey, all: readonly ShownPasskey[]) => ({
  ...{ key, name: shownName ?? '' },
  added: addedWith(key, all).map(({ shownName: name, ...one }) => ({ ...one, name })),
});

/** What was just done, as the address of the list says. */
function noticeOf(c: Context<AppContext>): string | undefined {
  const words = pageContext(c).content.passkeys;
  if (c.req.query('added') !== undefined) return words.saved;
  if (c.req.query('new') !== undefined) return words.isNew;
  if (c.req.query('removed') === 'many') return words.removedMany;
  if (c.req.query('removed') !== undefined) return words.removed;
  return c.req.query('changed') === undefined ? undefined : words.changed;
}

async function drawChange(
  c: Context<AppContext>,
  session: string,
  shown: {
    readonly key: string;
    readonly name: string;
    readonly added: readonly ChosenPasskey[];
    readonly errors: readonly FieldError[];
    readonly life?: PageLife;
  },
): Promise<Response> {
  const page = {
    ...pageContext(c, await c.var.ports.formTokens.issue(session)),
    signOutHref: '/sign-out',
    life: shown.life,
  };
  const { key, name, added, errors } = shown;
  return answerPage(c, <ChangePasskeyPage {...{ page, name, added, errors }} action={placeOf(key)} backHref={list} />, {
    status: errors.length > 0 ? 400 : 200,
  });
}

/** Where the script of the account page lets a browser make a passkey by itself. */
export const passkeyUpgrade = new Hono<AppContext>()
  .post(`${upgradePath}/options`, smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    // Nobody asked for it: who may not is told nothing, as one who has a passkey.
    const options = form.kind === 'form' ? await offerUpgrade(c.var.ports, form) : undefined;
    return options === undefined ? c.body(null, 204) : c.json(options);
  })
  .post(upgradePath, smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    if (form.kind !== 'form') return refuseForm(c);
    const response = form.fields.get('passkey') ?? '';
    const outcome = await upgradeToPasskey(c.var.ports, { ...form, response });
    return c.redirect(outcome === 'added' ? `${list}?added` : list, 303);
  });

/** A person's passkeys: seen, named, removed; added on a journey of their own. */
export const accountPasskeys = new Hono<AppContext>()
  .get(list, noPrefetch, async (c) => {
    const owner = await readPasskeys(c.var.ports, readCookie(c, 'session'));
    if (owner === undefined) return goOnErrand(c, 'passkeys');
    const { passkeys, userHandle, email: name, sessionUntil } = owner;
    const accepted = passkeys.map(({ credentialId }) => credentialId).join(' ');
    return answerPage(
      c,
      <PasskeysPage
        page={{ ...pageContext(c), signOutHref: '/sign-out', life: sessionLife(c, sessionUntil) }}
        passkeys={passkeys.map((one) => listed(one, passkeys))}
        addHref="/account/go/add-passkey"
        backHref="/account"
        keepers={userHandle === undefined ? undefined : { user: userHandle, accepted, name }}
        notice={noticeOf(c)}
      />,
    );
  })
  .get(`${list}/:key`, noPrefetch, async (c) => {
    const session = readCookie(c, 'session');
    const owner = await readPasskeys(c.var.ports, session);
    if (owner === undefined || session === undefined) return goOnErrand(c, 'passkeys');
    const passkey = owner.passkeys.find(({ key }) => key === c.req.param('key'));
    if (passkey === undefined) return c.redirect(list, 303);
    const life = sessionLife(c, owner.sessionUntil);
    return drawChange(c, session, { ...changed(passkey, owner.passkeys), errors: [], life });
  })
  .post(`${list}/:key`, smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    if (form.kind === 'no-session') return goOnErrand(c, 'passkeys');
    if (form.kind === 'foreign') return refuseForm(c);
    const { session, fields, all, caller } = form;
    const key = c.req.param('key');
    const [decision, name] = [fields.get('decision') ?? '', fields.get('name') ?? ''];
    const outcome = await changePasskey(c.var.ports, { session, key, also: all('also'), decision, name, caller });
    switch (outcome.kind) {
      case 'retry': {
        const { passkeys = [] } = (await readPasskeys(c.var.ports, session)) ?? {};
        const errors = [problemError(outcome.problem)];
        const passkey = passkeys.find((one) => one.key === key);
        if (passkey === undefined) return c.redirect(list, 303);
        return drawChange(c, session, { ...changed(passkey, passkeys), name: outcome.typed, errors });
      }
      case 'stale':
        return goOnErrand(c, 'passkeys');
      case 'removed':
        return c.redirect(`${list}?removed${all('also').length > 0 ? '=many' : ''}`, 303);
      case 'named':
        return c.redirect(`${list}?changed`, 303);
      case 'gone':
        return c.redirect(list, 303);
      default:
        return outcome satisfies never;
    }
  });
