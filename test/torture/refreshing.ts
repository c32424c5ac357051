import { refresh, type TokenResponse, textOf } from '../support/service.ts';
import { attempt, type Citizen, did, type Grant, may, note, type Scene, violate } from './citizen.ts';
import { called, said, verify } from './tokens.ts';

const graceMillis = 50_000;

/** The state of a grant as far as its own refresh tokens can be used. */
const mayRefresh = (grant: Grant): boolean => grant.use === 'spent' && grant.refreshes.length > 0;

/** Refreshes with the live leaf, or with the one before it. @param which 0 the leaf, 1 the one before */
export async function refreshGrant(scene: Scene, citizen: Citizen, grant: Grant, which: 0 | 1 = 0): Promise<void> {
  if (!mayRefresh(grant)) return;
  const shown = grant.refreshes.at(-1 - which);
  if (shown === undefined) return;
  const isRepeat = which === 1;
  if (isRepeat && Date.now() - grant.rotatedAt > graceMillis) return;
  note(
    scene,
    citizen,
    `refreshes with token ${grant.refreshes.length - which} of ${grant.refreshes.length}, ${grant.alive} alive`,
  );
  const answer = await attempt(
    () => called(scene, () => refresh(scene.machine.place, grant.service, shown)),
    () => unsure(citizen, grant),
  );
  // Asked again within its grace, a lost answer comes again: the same successor, or the first.
  if (answer === undefined) return;
  if (answer.status !== 200) return refusedRefresh(scene, citizen, grant, answer);
  if (grant.alive === 'no') violate(scene, citizen, 'a refresh token works though its grant has ended');
  grant.alive = 'yes';
  did(scene, citizen, 'token_issued');
  succeed(scene, citizen, grant, { answer, shown });
  await verify(scene, citizen, textOf(answer, 'access_token'));
}

/** A successor may have been given that nobody has: it is given again while the grace lasts. */
function unsure(citizen: Citizen, grant: Grant): void {
  may(citizen, 'token_issued');
  grant.lostAt ??= Date.now();
}

function refusedRefresh(scene: Scene, citizen: Citizen, grant: Grant, answer: TokenResponse): void {
  if (said(answer) !== '400 invalid_grant') violate(scene, citizen, `a refresh was answered ${said(answer)}`);
  const isLate = grant.lostAt !== undefined && Date.now() - grant.lostAt > graceMillis;
  if (isLate) may(citizen, 'refresh_reused');
  else if (grant.alive === 'yes') violate(scene, citizen, 'the live refresh token is refused');
  grant.alive = 'no';
}

/** Ensures that a token has one successor, whoever asks for it and however often. */
function succeed(
  scene: Scene,
  citizen: Citizen,
  grant: Grant,
  { answer, shown }: { readonly answer: TokenResponse; readonly shown: string },
): void {
  const successor = textOf(answer, 'refresh_token');
  const at = grant.refreshes.indexOf(shown);
  const known = grant.refreshes[at + 1];
  if (known === undefined) delete grant.lostAt;
  if (known !== undefined && known !== successor) violate(scene, citizen, 'one refresh token has two successors');
  if (known === undefined) {
    grant.refreshes.push(successor);
    grant.rotatedAt = Date.now();
  }
  grant.access = textOf(answer, 'access_token');
  grant.accessAt = Date.now();
}

/** Two back ends refresh with one token at the same time: both are given the same successor. */
export async function refreshTogether(scene: Scene, citizen: Citizen, grant: Grant): Promise<void> {
  const shown = grant.refreshes.at(-1);
  if (!mayRefresh(grant) || shown === undefined || grant.alive !== 'yes' || grant.lostAt !== undefined) return;
  note(scene, citizen, 'refreshes twice at once');
  const answers = await Promise.all(
    [1, 2].map(() =>
      attempt(
        () => called(scene, () => refresh(scene.machine.place, grant.service, shown)),
        () => unsure(citizen, grant),
      ),
    ),
  );
  for (const answer of answers) {
    if (answer === undefined) continue;
    if (answer.status !== 200) violate(scene, citizen, `one of two refreshes at once was answered ${said(answer)}`);
    did(scene, citizen, 'token_issued');
    succeed(scene, citizen, grant, { answer, shown });
  }
}

/** Shows a refresh token whose successor was used: the family ends. */
export async function reuseRefresh(scene: Scene, citizen: Citizen, grant: Grant): Promise<void> {
  const old = grant.refreshes.at(-3);
  if (!mayRefresh(grant) || old === undefined || grant.alive !== 'yes') return;
  note(scene, citizen, 'shows a refresh token that was replaced twice');
  const answer = await attempt(
    () => called(scene, () => refresh(scene.machine.place, grant.service, old)),
    () => {
      may(citizen, 'refresh_reused');
      grant.alive = 'maybe';
    },
  );
  if (answer === undefined) return;
  if (said(answer) !== '400 invalid_grant')
    violate(scene, citizen, `a token replaced twice was answered ${said(answer)}`);
  did(scene, citizen, 'refresh_reused');
  grant.alive = 'no';
}
