import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journeyPages } from '../../routes/journey';
import { journey, type StepName, stepNamed } from '../../src/domain/journey';
import { contentEn } from '../../src/ui/content.en';

const root = join(import.meta.dirname, '../..');
const { signIn, register } = contentEn;

/** The heading of each step's page. */
const headings = {
  'choose-account': contentEn.chooseAccount.heading('pat'),
  'sign-in-address': signIn.address.heading('Gatehouse'),
  'sign-in-credential': signIn.credential.heading,
  'passkey-removal': contentEn.removal.told.heading,
  'sign-in-passkey': signIn.passkey.heading,
  'sign-in-password': signIn.password.heading,
  'set-password': signIn.setPassword.heading,
  'sign-in-passcode': signIn.passcode.heading,
  'add-passkey': signIn.addPasskey.heading,
  'register-address': register.address.heading,
  'register-email-code': register.code.heading,
  'register-account-exists': register.accountExists.heading,
  'register-password': register.password.heading,
  'register-phone': register.phone.heading,
  'register-phone-code': register.phoneCode.heading,
  terms: contentEn.terms.heading,
  'prove-stopped': contentEn.proof.stopped['not-mine'].heading,
  'prove-nhs-number': contentEn.proof.nhsNumber.heading,
  'prove-name': contentEn.proof.name.heading,
  'prove-birth-date': contentEn.proof.birthDate.heading,
  'prove-postcode': contentEn.proof.postcode.heading,
  'prove-confirm': contentEn.proof.confirm.heading,
  'level-unavailable': contentEn.levelUnavailable.heading('the service'),
  consent: contentEn.consent.heading('the service'),
  'consent-decline': contentEn.consentDecline.heading,
} as const satisfies Record<StepName, string>;

describe('the table of steps', () => {
  it('names each step and each page once', () => {
    expect(new Set(journey.map(({ name }) => name)).size).toBe(journey.length);
    expect(new Set(journey.map(({ page }) => page)).size).toBe(journey.length);
  });

  it('goes section by section, each section in one piece', () => {
    const sections = journey.map(({ section }) => section);
    expect(sections.filter((section, index) => section !== sections[index - 1])).toEqual([...new Set(sections)]);
  });

  it.each(journey)('$name is found by its name and by its page', (step) => {
    expect(stepNamed(step.name)).toBe(step);
    expect(journey.find(({ page }) => page === step.page)).toBe(step);
    expect(step.neededWhile).toMatch(/\w+ \w+/);
  });

  it.each(journey)('$name has a route that shows its page and takes its form', ({ page }) => {
    const path = `/journey/:interaction/${page}`;
    const routes = journeyPages.flatMap((pages) => pages.routes).filter((route) => route.path === path);
    expect(routes.map(({ method }) => method)).toEqual(expect.arrayContaining(['GET', 'POST']));
  });

  it.each(journey)('$name has a route file of its name, which draws a page that is there', async ({ name }) => {
    const source = await readFile(join(root, 'routes/journey', `${name}.tsx`), 'utf8');
    expect(source).toContain(`step: '${name}'`);
    const [page] = [...source.matchAll(/from '\.\.\/\.\.\/(src\/ui\/pages\/[\w/-]+)'/g)].map(([, path]) => path);
    expect(existsSync(join(root, `${page}.tsx`))).toBe(true);
  });

  it('gives every page a heading, no two the same', () => {
    const texts = Object.values(headings);
    expect(texts.every((text) => text.trim() !== '')).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
    expect(Object.keys(headings).toSorted()).toEqual(journey.map(({ name }) => name).toSorted());
  });
});
