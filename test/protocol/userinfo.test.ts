import { describe, expect, it } from 'vitest';
import { clientId, subject } from '../../src/domain/brands';
import { scopes as known, type Scope } from '../../src/domain/claims';
import { type UserinfoFacts, userinfoClaims } from '../../src/protocol/userinfo';
import { origin } from './fixtures';

const everything: UserinfoFacts = {
  issuer: origin,
  clientId: clientId('service-one'),
  subject: subject('7c1d4c52-0c2b-4f0b-9f53-6d0e5a2b9d10'),
  scopes: known,
  level: 'P9',
  toldLevel: 'P9',
  email: 'pat@example.test',
  emailVerified: true,
  phoneNumber: '+447700900123',
  phoneNumberVerified: true,
  phoneNumberPdsMatched: false,
  landlineNumber: '+441632960000',
  landlineNumberVerified: false,
  proven: { nhsNumber: '9990000018', familyName: 'SAMPLE', givenName: 'Pat', birthdate: '1980-02-29' },
  gpOdsCode: 'A12345',
  gpIntegrationCredentials: { gpUserId: '1', gpLinkageKey: 'key', gpOdsCode: 'A12345' },
  clientUserMetadata: 'note',
};
const openid = { iss: origin, aud: 'service-one', sub: everything.subject };
const told = (scope: Scope, level: 'P0' | 'P5' | 'P9') => {
  const {
    iss: _iss,
    aud: _aud,
    sub: _sub,
    ...rest
  } = userinfoClaims({ ...everything, scopes: ['openid', scope], level, toldLevel: level });
  return rest;
};

const email = { email: 'pat@example.test', email_verified: true };
const phone = { phone_number: '+447700900123', phone_number_verified: true, phone_number_pds_matched: false };
const landline = { landline_number: '+441632960000', landline_number_verified: false };
const demographics = { family_name: 'SAMPLE', birthdate: '1980-02-29' };
const profile = { ...demographics, nhs_number: '9990000018' };
const note = { client_user_metadata: 'note' };
const credentials = {
  gp_integration_credentials: { gp_user_id: '1', gp_linkage_key: 'key', gp_ods_code: 'A12345' },
};
const surgery = { gp_registration_details: { gp_ods_code: 'A12345' } };

describe('userinfo', () => {
  it('NL-83 with openid says who and for whom', () => {
    for (const level of ['P0', 'P5', 'P9'] as const) {
      expect(userinfoClaims({ ...everything, scopes: ['openid'], level, toldLevel: level })).toEqual(openid);
    }
  });

  it.each<[Scope, object, object, object]>([
    ['email', email, email, email],
    ['phone', phone, phone, phone],
    ['landline', landline, landline, landline],
    ['profile', {}, profile, profile],
    ['basic_demographics', {}, demographics, demographics],
    ['profile_extended', {}, { given_name: 'Pat' }, { given_name: 'Pat' }],
    ['gp_registration_details', {}, surgery, surgery],
    ['gp_integration_credentials', {}, {}, credentials],
    ['client_metadata', note, note, note],
  ])('NL-86 NL-89 %s by level', (scope, atP0, atP5, atP9) => {
    const levelTold = (level: string) =>
      scope === 'profile' || scope === 'basic_demographics' ? { identity_proofing_level: level } : {};
    expect(told(scope, 'P0')).toEqual({ ...atP0, ...levelTold('P0') });
    expect(told(scope, 'P5')).toEqual({ ...atP5, ...levelTold('P5') });
    expect(told(scope, 'P9')).toEqual({ ...atP9, ...levelTold('P9') });
  });

  it('tells of what was proved up to the level that the service may be told, and the level held', () => {
    const scopes = ['openid', 'profile', 'profile_extended', 'gp_registration_details'] as const;
    const of = (toldLevel: 'P0' | 'P5') => userinfoClaims({ ...everything, scopes, toldLevel });
    expect(of('P0')).toEqual({ ...openid, identity_proofing_level: 'P9' });
    expect(of('P5')).toMatchObject({ ...profile, given_name: 'Pat', ...surgery, identity_proofing_level: 'P9' });
  });

  it('NL-85 has no member that is null or empty', () => {
    const nothing = userinfoClaims({
      ...openidFacts(),
      scopes: known,
      level: 'P9',
      toldLevel: 'P9',
      email: '',
      emailVerified: true,
      phoneNumberVerified: false,
      proven: { nhsNumber: '', familyName: 'SAMPLE' },
      gpOdsCode: '',
      clientUserMetadata: '',
    });
    expect(nothing).toEqual({ ...openid, identity_proofing_level: 'P9', family_name: 'SAMPLE' });
    for (const value of Object.values(userinfoClaims(everything))) expect([null, undefined, '']).not.toContain(value);
  });

  it('NL-87 says yes and no as booleans, a no included', () => {
    const claims = userinfoClaims(everything);
    expect(claims).toMatchObject({
      email_verified: true,
      phone_number_pds_matched: false,
      landline_number_verified: false,
    });
  });

  it('NL-58 tells nothing of a scope that was not granted', () => {
    expect(userinfoClaims({ ...everything, scopes: ['openid', 'email'] })).toEqual({ ...openid, ...email });
  });

  it('NL-90 has no claim but those of the table', () => {
    for (const claim of ['address', 'gender', 'postcode', 'token_use', 'vot']) {
      expect(userinfoClaims(everything)).not.toHaveProperty(claim);
    }
  });
});

function openidFacts() {
  return { issuer: everything.issuer, clientId: everything.clientId, subject: everything.subject };
}
