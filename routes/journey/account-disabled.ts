import { Hono } from 'hono';
import type { AppContext } from '../../src/context';
import { leaveDisabled } from '../../src/flows/leave-journey';
import { smallBody } from '../../src/http/body';
import { formOnly, refuseForm, sameOriginOnly } from '../../src/http/forms';
import { answerStep } from './answer-step';
import { leavePath } from './leave-path';
import { readForm } from './step-route';

/** The way back to the service from the page which says that an account is disabled. It shows no page of its own. */
export const accountDisabled = new Hono<AppContext>().post(
  leavePath(':interaction'),
  smallBody,
  formOnly,
  sameOriginOnly,
  async (c) => {
    const form = await readForm(c);
    if (form === undefined) return refuseForm(c);
    const outcome = await leaveDisabled(c.var.ports, { ref: form.ref });
    return answerStep(c, outcome, () => {
      throw new Error('leaving shows no page');
    });
  },
);
