import { Hono } from 'hono';
import type { AppContext } from '../src/context';
import { issueTokens } from '../src/flows/issue-tokens';
import { smallBody } from '../src/http/body';
import { formOnly, formPairs, queryPairs } from '../src/http/forms';
import { problem } from '../src/http/problem';
import { callerOf } from '../src/http/request-facts';

/** The token endpoint: a form from a service's server; parameters in the query are refused, for addresses are logged. */
export const token = new Hono<AppContext>().post('/token', smallBody, formOnly, async (c) => {
  if (queryPairs(c).length > 0) {
    return problem(c, {
      status: 400,
      error: 'invalid_request',
      description: 'send parameters in the body',
      heading: 'serviceProblem',
    });
  }
  const answer = await issueTokens(c.var.ports, {
    parameters: await formPairs(c),
    authorization: c.req.header('authorization'),
    caller: callerOf(c),
  });
  c.header('Pragma', 'no-cache');
  return c.json(answer);
});
