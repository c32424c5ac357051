import { headingOf, type Page } from '../support/citizen.ts';
import { registerLinkOf } from '../support/person.ts';
import { authorizeUrl, readCallback, type TestService } from '../support/service.ts';
import {
  type Citizen,
  closeSession,
  did,
  type Grant,
  granted,
  may,
  type Scene,
  violate,
  type Window,
} from './citizen.ts';
import { givePasscode, givePassword } from './credential-pages.ts';
import { acceptTerms, answerConsent } from './decision-pages.ts';
import { makeKey, useKey } from './passkey-pages.ts';
import { codeFor, type Next, type Plan, plainly, stepOf, type Walk } from './walking.ts';

/** Where a journey ended: back at the service, at a page that no step answers, or where it was given up. */
export type End =
  | {
      readonly at: 'service';
      readonly page: Page;
      readonly grant: Grant | undefined;
      readonly error: string | undefined;
    }
  | { readonly at: 'page'; readonly page: Page; readonly step: string | undefined }
  | { readonly at: 'lost' | 'refused' };

async function giveAddress(walk: Walk, page: Page): Promise<Next> {
  if (walk.plan.key !== undefined) return useKey(walk, page, walk.plan.key);
  // The choice to register was lost with the first answer.
  const link = walk.citizen.account === 'no' ? registerLinkOf(page) : undefined;
  if (link !== undefined) return walk.window.browser.open(new URL(link, page.url).href);
  return plainly(walk, page, { email: walk.citizen.email });
}

const steps: Readonly<Record<string, (walk: Walk, page: Page) => Promise<Next>>> = {
  'sign-in': giveAddress,
  'sign-in/credential': givePassword,
  'sign-in/password': givePassword,
  'sign-in/passcode': givePasscode,
  'sign-in/passkey': async (walk, page) => {
    const key = walk.plan.key ?? walk.citizen.keys.find(({ held }) => held === 'yes');
    return key === undefined ? 'refused' : useKey(walk, page, key);
  },
  'sign-in/add-passkey': makeKey,
  register: async (walk, page) => {
    walk.seen.email = (await walk.scene.machine.place.messages(walk.citizen.email)).length;
    return plainly(walk, page, { email: walk.citizen.email });
  },
  'register/email-code': async (walk, page) => {
    const code = await codeFor(walk, walk.citizen.email, walk.seen.email, page);
    return code === undefined ? 'refused' : plainly(walk, page, { code });
  },
  'register/password': (walk, page) =>
    walk.plan.traits === undefined
      ? plainly(walk, page, { password: walk.citizen.passwords[0] ?? '' })
      : makeKey(walk, page),
  'register/phone': async (walk, page) => {
    walk.seen.phone = (await walk.scene.machine.place.messages(walk.citizen.number)).length;
    walk.citizen.texts += 1;
    return plainly(walk, page, { phone: walk.citizen.phone });
  },
  'register/phone-code': async (walk, page) => {
    const code = await codeFor(walk, walk.citizen.number, walk.seen.phone, page);
    return code === undefined ? 'refused' : plainly(walk, page, { code });
  },
  terms: acceptTerms,
  consent: answerConsent,
  'consent/decline': (walk, page) => plainly(walk, page, { decision: 'continue' }),
};

/** Answers page after page as the plan says. */
export async function walk(
  scene: Scene,
  { citizen, window, plan }: { readonly citizen: Citizen; readonly window: Window; readonly plan: Plan },
  start: Page,
): Promise<End> {
  const going: Walk = { scene, citizen, window, plan, seen: { email: 0, phone: 0 }, isCodeUnsure: false };
  let page = start;
  for (let count = 0; count < 40; count += 1) {
    if (page.html === '') return backAtService(going, page);
    const step = stepOf(page.url);
    const act = step === undefined || step === plan.until || page.status >= 400 ? undefined : steps[step];
    const isRetry = step !== undefined && page.status === 400 && headingOf(page) === 'Enter your password';
    if (act === undefined && !isRetry) {
      // The last answer was lost, and the journey is over: its code is nobody's.
      if (page.status === 400 && step === undefined) may(citizen, 'authz_grant');
      return { at: 'page', page, step };
    }
    const next = isRetry ? await givePassword(going, page) : await act?.(going, page);
    if (next === undefined || typeof next === 'string') return { at: next ?? 'refused' };
    page = next;
  }
  return violate(scene, citizen, `the journey does not end: ${page.url}`);
}

function backAtService({ scene, citizen, window, plan }: Walk, page: Page): End {
  const { code, error } = readCallback(page.url);
  const { service } = plan;
  if (code === undefined || service === undefined) return { at: 'service', page, grant: undefined, error };
  const held = citizen.grants.find((grant) => grant.code === code);
  if (held !== undefined) violate(scene, citizen, 'one code was given twice');
  citizen.consents.set(service.clientId, 'yes');
  did(scene, citizen, 'authz_grant');
  return { at: 'service', page, grant: granted({ citizen, window, service }, code), error };
}

/** The authorization request that every journey begins with. */
export const requestOf = (scene: Scene, service: TestService, changes: Readonly<Record<string, string>> = {}): string =>
  authorizeUrl(scene.machine.place, service, { vtr: '["P0.Cp.Cd","P0.Cm"]', ...changes });

/** Opens the page on which an account is set up. */
export async function openRegistration(scene: Scene, window: Window, service: TestService): Promise<Page> {
  const page = await window.browser.open(requestOf(scene, service));
  const link = registerLinkOf(page);
  if (link === undefined) throw new Error(`no link to registration on ${page.url}: ${headingOf(page)}`);
  return window.browser.open(new URL(link, page.url).href);
}

/** Signs in anew in a window. @returns where that ended */
export async function signIn(
  scene: Scene,
  { citizen, window, plan }: { readonly citizen: Citizen; readonly window: Window; readonly plan: Plan },
): Promise<End> {
  closeSession(window);
  const { service } = plan;
  if (service === undefined) throw new Error('a sign-in needs a service');
  return walk(scene, { citizen, window, plan }, await window.browser.open(requestOf(scene, service)));
}
