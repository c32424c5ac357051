import { Hono } from 'hono';
import { account } from '../routes/account';
import { accountPasskeys, passkeyUpgrade } from '../routes/account-passkeys';
import { accountPassword } from '../routes/account-password';
import { accountSecurity } from '../routes/account-security';
import { authorize } from '../routes/authorize';
import { discovery } from '../routes/discovery';
import { errand } from '../routes/errand';
import { journeyPages } from '../routes/journey';
import { notMe } from '../routes/not-me';
import { operator, requireOperatorKey } from '../routes/operator';
import { papers } from '../routes/papers';
import { passkeyRemoval } from '../routes/passkey-removal';
import { receipts, requireReceiptToken } from '../routes/receipts';
import { reports } from '../routes/reports';
import { reset } from '../routes/reset';
import { token } from '../routes/token';
import { userinfo } from '../routes/userinfo';
import type { AppContext } from './context';
import { wholeBody } from './http/body';
import { noCrowd, noPasswordCrowd, passwordForms } from './http/crowd';
import { commonHeaders, defaultHeaders } from './http/headers';
import { onlyTakenMethods } from './http/methods';
import { answerFault, problem } from './http/problem';
import { requestFacts, type Wire } from './http/request-facts';

/**
 * The site map: every address, the file in routes/ that answers it, and what lies around all of them.
 *
 *   services    /.well-known/openid-configuration  /.well-known/jwks.json  /trustmark/:host  discovery
 *               /authorize                                                                   authorize
 *               /token  /userinfo                                                            token, userinfo
 *   people      /journey/:interaction  and its pages, in the order of src/domain/journey.ts  journey, journey/<step>
 *               /journey/:interaction/passkey-options                                        journey/passkey-options
 *               /reset  /reset/sent  /reset/link/:token  /reset/done                         reset
 *               /reset/link/:token/passkeys  /passkey-removal/:token                         passkey-removal
 *               /not-me/:token                                                               not-me
 *               /account  /sign-out  /signed-out                                             account
 *               /account/go/:errand                                                          errand
 *               /account/security  /account/activity                                         account-security
 *               /account/password                                                            account-password
 *               /account/passkeys  /account/passkeys/:key                                    account-passkeys
 *               /account/passkey-upgrade  /account/passkey-upgrade/options                   account-passkeys
 *               /  /terms-and-conditions  /privacy  /cookies  /help                          papers
 *               /accessibility-statement  /.well-known/change-password                       papers
 *   operators   /operator/:verb                                                              operator
 *   suppliers   /receipts/govuk-notify                                                       receipts
 *   browsers    /.well-known/webauthn                                                        discovery
 *               /reports                                                                     reports
 *   strangers   /robots.txt  /.well-known/security.txt                                       papers
 */
export function createApp(wire: Wire): Hono<AppContext> {
  const app = new Hono<AppContext>();
  app.use(commonHeaders, defaultHeaders, requestFacts(wire), noCrowd);
  for (const path of passwordForms) app.use(path, wholeBody, noPasswordCrowd);
  app.use('/operator/*', requireOperatorKey);
  app.use('/receipts/*', requireReceiptToken);
  app.use(onlyTakenMethods(app));
  const services = [discovery, authorize, token, userinfo];
  const own = [account, passkeyUpgrade, accountPasskeys, accountPassword, accountSecurity];
  const people = [...journeyPages, errand, reset, passkeyRemoval, notMe, ...own, papers];
  for (const routes of [...services, ...people, reports, receipts]) app.route('/', routes);
  app.route('/operator', operator);
  app.notFound((c) =>
    problem(c, {
      status: 404,
      error: 'not_found',
      description: 'there is nothing at this address',
      heading: 'notFound',
      reference: 'CID0404',
    }),
  );
  app.onError(answerFault);
  return app;
}
