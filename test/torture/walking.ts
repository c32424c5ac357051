import { setTimeout as delay } from 'node:timers/promises';
import { errorOf, type Page } from '../support/citizen.ts';
import type { TestService } from '../support/service.ts';
import type { AuthenticatorTraits } from '../support/software-authenticator.ts';
import type { Answer } from './browser.ts';
import { attempt, type Citizen, type Key, note, type Scene, violate, type Window } from './citizen.ts';

/** How a person answers the pages of a journey. */
export interface Plan {
  readonly service?: TestService;
  /** Undefined: by password. */
  readonly key?: Key;
  readonly remember?: boolean;
  readonly consent?: 'agree' | 'decline';
  /** What the authenticator makes when a passkey is to be made. */
  readonly traits?: AuthenticatorTraits;
  /** Stops before the answer to this step is sent. */
  readonly until?: string;
}

/** The journey of one person in one window. */
export interface Walk {
  readonly scene: Scene;
  readonly citizen: Citizen;
  readonly window: Window;
  readonly plan: Plan;
  /** Messages that were there before the code was asked for. */
  readonly seen: { email: number; phone: number };
  /** A code may have been spent by an answer that was lost. */
  isCodeUnsure: boolean;
}

/** What comes of a page: the next one, or an end. */
export type Next = Page | 'lost' | 'refused';

/** A session came with the answer. */
export const hasSession = (answer: Answer): boolean => answer.kept.some((name) => name.includes('-session-'));
/** A device was remembered, or its secret changed. */
export const hasDevice = (answer: Answer): boolean => answer.kept.some((name) => name.includes('-device-'));
/** The step whose page this is. */
export const stepOf = (url: string): string | undefined => /\/journey\/[^/]+\/([\w/-]+)/.exec(url)?.[1];
const journeyOf = (page: Page): string => /^(.*\/journey\/[^/]+)/.exec(page.url)?.[1] ?? page.url;

/** Opens the journey where it stands. */
export const again = ({ window }: Walk, page: Page): Promise<Page> => window.browser.open(journeyOf(page));

/** Sends a form of which nothing is owed if its answer is lost: the journey is opened again and says what it needs. */
export async function plainly(walk: Walk, page: Page, fields: Readonly<Record<string, string>>): Promise<Next> {
  const answer = await attempt(
    () => walk.window.browser.post(page, fields),
    () => {
      walk.isCodeUnsure = true;
    },
  );
  if (answer === undefined) return again(walk, page);
  if (answer.status === 429) {
    walk.scene.report.giveUp(`locked at ${stepOf(page.url)}`);
    return 'refused';
  }
  if (answer.status === 400) {
    if (!walk.isCodeUnsure)
      return violate(walk.scene, walk.citizen, `${stepOf(page.url)} refused what was right: ${errorOf(answer)}`);
    walk.scene.report.giveUp('a code that may be spent');
    return 'refused';
  }
  walk.scene.report.counts.acknowledged += 1;
  walk.isCodeUnsure = false;
  return walk.window.browser.follow(answer);
}

/** The newest code sent to an address, when there are more messages than were seen; asked for again when it does not come. */
export async function codeFor(walk: Walk, to: string, seen: number, page: Page): Promise<string | undefined> {
  const { scene, window } = walk;
  const newest = async () => {
    const found = await scene.machine.place.messages(to);
    return found.length > seen ? (found[0]?.code ?? undefined) : undefined;
  };
  for (let tries = 0; tries < 3; tries += 1) {
    for (const end = performance.now() + 4000; performance.now() < end; await delay(20)) {
      const code = await newest();
      if (code !== undefined) return code;
    }
    // The process died between the answer and the message: a person asks for another, the alarm sends the first later.
    note(scene, walk.citizen, 'asks for the code again');
    if (to === walk.citizen.number) walk.citizen.texts += 1;
    await attempt(
      () => window.browser.post(page, { decision: 'resend' }),
      () => undefined,
    );
  }
  scene.report.giveUp('the wait for a message');
  return undefined;
}
