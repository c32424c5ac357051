import { type Context, Hono } from 'hono';
import type { AppContext } from '../../src/context';
import type { StepName } from '../../src/domain/journey';
import { stepNamed } from '../../src/domain/journey';
import type { StepOutcome } from '../../src/domain/step-outcome';
import { openStep } from '../../src/flows/open-step';
import { smallBody } from '../../src/http/body';
import { interactionCookie, readCookie } from '../../src/http/cookies';
import { formOnly, formPairs, refuseForm, sameOriginOnly } from '../../src/http/forms';
import { noPrefetch } from '../../src/http/methods';
import { callerOf } from '../../src/http/request-facts';
import type { Caller } from '../../src/ports/caller';
import type { InteractionRef } from '../../src/ports/interactions';
import { answerStep } from './answer-step';
import type { DrawStep } from './step-page';

/** What a form of a journey brings: the browser's cookies, the caller, and its fields. */
export interface StepForm {
  readonly ref: InteractionRef;
  readonly session: string | undefined;
  readonly device: string | undefined;
  readonly caller: Caller;
  /** The value of a field; empty when it was not sent. */
  field(name: string): string;
  /** The submit button that was pressed, if it has a value. */
  readonly decision: string | undefined;
}

export interface StepRoute {
  readonly step: StepName;
  readonly draw: DrawStep;
  submit(c: Context<AppContext>, form: StepForm): Promise<StepOutcome>;
}

/** The interaction that a path names, with the secret of this browser's cookie for it. */
export function interactionRef(c: Context<AppContext>): InteractionRef {
  const id = c.req.param('interaction') ?? '';
  return { id, secret: readCookie(c, interactionCookie(id)) };
}

/** The two halves of a step: GET shows it if it is its turn, POST takes its form. */
export function stepRoute({ step, draw, submit }: StepRoute): Hono<AppContext> {
  const path = `/journey/:interaction/${stepNamed(step).page}`;
  return new Hono<AppContext>()
    .get(path, noPrefetch, async (c) => {
      const outcome = await openStep(c.var.ports, { ref: interactionRef(c), session: readCookie(c, 'session'), step });
      return answerStep(c, outcome, draw);
    })
    .post(path, smallBody, formOnly, sameOriginOnly, async (c) => {
      const form = await readForm(c);
      if (form === undefined) return refuseForm(c);
      return answerStep(c, await submit(c, form), (page) => draw(page, form.field));
    });
}

/**
 * The form, if its token is the one this browser was given for this interaction. To whom its page was shown is judged where
 * the journey is opened.
 */
export async function readForm(c: Context<AppContext>): Promise<StepForm | undefined> {
  const ref = interactionRef(c);
  const pairs = await formPairs(c);
  const field = (name: string): string => pairs.find(([key]) => key === name)?.[1] ?? '';
  // A browser that lost the cookie lost the journey: that is told as such, not as a forged form.
  const [own = '', shownTo = '', shownFor = ''] = field('csrf').split('.');
  if (ref.secret !== undefined && !(await c.var.ports.formTokens.matches(ref.secret, own))) return undefined;
  return {
    ref: { ...ref, shownTo, shownFor },
    session: readCookie(c, 'session'),
    device: readCookie(c, 'device'),
    caller: callerOf(c),
    field,
    decision: field('decision') || undefined,
  };
}
