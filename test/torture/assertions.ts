import { clientAssertion, refresh, type TestService } from '../support/service.ts';
import { attempt, type Scene } from './citizen.ts';
import { called, said } from './tokens.ts';

/** Shows an assertion with a refresh token of nobody, so that nothing but its id is spent; and old ones again. */
export async function replayAssertion(scene: Scene): Promise<void> {
  const { assertions, random, machine, report } = scene;
  const place = machine.place;
  const nobody = 'v1.none.none';
  const show = (service: TestService, assertion: string) =>
    called(scene, () => refresh(place, service, nobody, { client_assertion: assertion }));
  const old = random.pick(assertions.filter(({ until }) => until > Date.now()));
  if (old !== undefined) {
    const before = old.taken;
    const answer = await attempt(
      () => show(old.service, old.assertion),
      () => undefined,
    );
    if (answer !== undefined) {
      old.taken = 'yes';
      if (said(answer) !== '400 invalid_client' && (before === 'yes' || said(answer) !== '400 invalid_grant'))
        report.violate(old.service.name, `an assertion that was ${before} taken is answered ${said(answer)}`);
    }
  }
  const service = random.pick(scene.services);
  if (service === undefined) return;
  const now = await place.now();
  const assertion = await clientAssertion(place, service, { claims: { exp: now + 1800 } });
  const kept = {
    service,
    assertion,
    taken: 'maybe' as Scene['assertions'][number]['taken'],
    until: (now + 1700) * 1000,
  };
  assertions.push(kept);
  const answer = await attempt(
    () => show(service, assertion),
    () => undefined,
  );
  if (answer === undefined) return;
  kept.taken = 'yes';
  report.counts.acknowledged += 1;
  if (said(answer) !== '400 invalid_grant')
    report.violate(service.name, `a fresh assertion is answered ${said(answer)}`);
}
