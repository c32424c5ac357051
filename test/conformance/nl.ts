/** What must be built before a promise can be wholly tested. */
export type Capability =
  | 'the contract'
  | 'the person'
  | 'levels'
  | 'proofing'
  | 'GP integration'
  | 'users endpoint'
  | 'provisioning'
  | 'recovery'
  | 'settings'
  | 'staff'
  | 'deployment';

/**
 * One promise of the NHS login interface, as amended by docs/decisions.
 * Without `later` the title of a test contains `NL-<number>`; with `later` and a test, the promise is partly kept.
 */
export interface Promised {
  readonly number: number;
  readonly promise: string;
  readonly later?: Capability;
}

/** The numbered promises, each tested or named as later; `npm run check` fails for one that is neither. */
export const nlPromises: readonly Promised[] = [
  { number: 1, promise: 'Discovery answers at the issuer, and names that issuer without a trailing slash' },
  {
    number: 2,
    promise: "Every address in discovery is on the issuer's host, and https unless the issuer itself is on loopback",
  },
  { number: 3, promise: 'Discovery offers the code response type alone and public subjects alone' },
  { number: 4, promise: 'Discovery offers RS512 alone, for ID tokens and for client assertions' },
  { number: 5, promise: 'Discovery offers private_key_jwt alone' },
  { number: 6, promise: 'Discovery lists the ten scopes of the contract' },
  { number: 7, promise: 'Discovery lists the level, vector, NHS number, metadata and GP credential claims' },
  { number: 8, promise: 'FIDO UAF is absent on purpose: no fido_uaf key is published' },
  { number: 9, promise: 'The JWKS holds public RSA keys with kid, n and e, every kid in use, and no private member' },
  { number: 10, promise: 'The vtm address of a token answers with the trustmark: idp, trustmark_provider, P and C' },
  { number: 11, promise: 'An unknown client_id gets an error page and never a redirect' },
  { number: 12, promise: 'A redirect_uri that differs in any character gets an error page and never a redirect' },
  {
    number: 13,
    promise:
      'A redirect URI is refused at registration if it is plain http off loopback, has a wildcard or a query, or is the eleventh',
  },
  { number: 14, promise: 'A missing response_type is invalid_request, another than code is unsupported_response_type' },
  { number: 15, promise: 'A request without openid is refused, always with the same error' },
  { number: 16, promise: 'A scope nobody knows is dropped' },
  { number: 17, promise: 'A known scope the service was not approved for is invalid_scope' },
  { number: 18, promise: 'profile together with basic_demographics is invalid_scope' },
  {
    number: 19,
    promise:
      "A request without state or without nonce is refused, unless the service's compatibility flag says otherwise",
  },
  { number: 20, promise: 'Any parameter given twice is refused' },
  { number: 21, promise: 'A vtr that is not a JSON array of known components is refused' },
  { number: 22, promise: "A vector outside the service's registration is refused" },
  { number: 23, promise: 'Request objects, by value or reference, and dynamic registration have their own refusals' },
  { number: 24, promise: 'response_mode=form_post does no harm and the answer comes in the query' },
  { number: 25, promise: 'Parameters that the contract ignores are ignored' },
  { number: 26, promise: 'A POSTed authorization request behaves as a GET' },
  { number: 27, promise: 'An error redirect carries the exact state and no code' },
  { number: 28, promise: 'A long state full of reserved characters comes back byte for byte' },
  { number: 29, promise: 'display=touch and display=page are both accepted' },
  {
    number: 30,
    promise: 'allow_registration=false shows no way to register and lets nobody register; true or absent shows it',
  },
  { number: 31, promise: 'prompt=none without a session is sso_login_required' },
  { number: 32, promise: 'prompt=none with a sufficient session and earlier consent gives a code without a page' },
  { number: 33, promise: 'prompt=none where consent is missing is consent_required and shows no page' },
  { number: 34, promise: 'prompt=login shows the sign-in page in spite of a session' },
  {
    number: 35,
    promise: 'A sufficient session is used silently; one below the asked vector is asked for what is missing',
  },
  {
    number: 36,
    promise: 'A valid asserted_login_identity signs in at the second service without a password',
  },
  { number: 37, promise: 'An asserted login identity works once' },
  { number: 38, promise: 'An asserted login identity lives 60 seconds and needs iat and jti' },
  {
    number: 39,
    promise: 'An asserted login identity signed by another key or another algorithm is refused',
  },
  {
    number: 40,
    promise: 'An asserted login identity must name an ID token that was issued to its sender',
  },
  { number: 41, promise: 'Single sign-on between two services needs a registered pair' },
  {
    number: 42,
    promise: 'A refused assertion is sso_login_required when silent, and the sign-in page otherwise',
  },
  {
    number: 43,
    promise: 'Without vtr the level asked is P9, and a person at P0 is led to prove who they are',
    later: 'levels',
  },
  { number: 44, promise: 'People of every level pass at a service that asks P0', later: 'levels' },
  {
    number: 45,
    promise: 'A service that asks P5 leads a person at P0 to the P5 journey and lets P5 and P9 pass',
    later: 'levels',
  },
  {
    number: 46,
    promise: 'A service that asks P9 leads P0 and P5 to the P9 journey and lets P9 pass',
    later: 'proofing',
  },
  { number: 47, promise: 'The vot is always one of the vectors that were asked' },
  { number: 48, promise: 'Asked P5 or P9, each person gets the vector of their own level', later: 'levels' },
  { number: 49, promise: 'A person at P9 in a P5 service is told as level P9 with a P5 vector', later: 'levels' },
  { number: 50, promise: 'P0.Cp needs no code; P0.Cp.Cd does, unless the device is remembered' },
  { number: 51, promise: 'A passkey gives a Cm vector and meets P9.Cm', later: 'levels' },
  { number: 52, promise: 'A request that only Ck could meet ends in a defined error' },
  { number: 53, promise: 'Consent is shown at the first sign-in to a service and not again for the same scopes' },
  { number: 54, promise: 'A further scope asks consent again and shows only what is new as new' },
  { number: 55, promise: 'Declining twice sends access_denied with ConsentNotGiven and the state, and no code' },
  { number: 56, promise: 'Thinking better of a decline, and agreeing, gives a code' },
  { number: 57, promise: 'Browser Back after a decline shows the error page CID1004' },
  { number: 58, promise: 'What was not agreed to is in no token and not in userinfo' },
  {
    number: 59,
    promise: 'A valid code and assertion give an access token, an ID token, bearer, 300 seconds, and are never cached',
  },
  { number: 60, promise: 'A token request without a private_key_jwt is invalid_client' },
  { number: 61, promise: 'An assertion by another algorithm than RS512 is invalid_client' },
  {
    number: 62,
    promise: 'An assertion with a wrong audience, a foreign subject, no exp or jti, or past its time is invalid_client',
  },
  { number: 63, promise: 'An assertion works once' },
  { number: 64, promise: 'An assertion without kid, typ and iat is accepted when otherwise valid' },
  { number: 65, promise: 'An assertion may live one hour, not a day' },
  { number: 66, promise: 'A code works once and for ten minutes' },
  { number: 67, promise: 'A code is bound to its redirect_uri and its service' },
  { number: 68, promise: 'A PKCE challenge binds the code to its verifier; without challenge none is asked' },
  { number: 69, promise: 'Another grant type is unsupported_grant_type' },
  { number: 70, promise: 'Token errors are JSON, uncached, 400, or 401 for invalid_client' },
  { number: 71, promise: 'A refresh gives a new access token and a new refresh token, and no ID token' },
  {
    number: 72,
    promise:
      'A refresh token that was replaced answers with the same successor for 60 seconds or until that is used, then ends the family; 30 days end it too',
  },
  { number: 73, promise: 'A refresh may narrow the scope and never widen it' },
  { number: 74, promise: 'The ID token says RS512, JWT and a published kid, and carries no key of its own' },
  { number: 75, promise: 'An ID token lives an hour, an access token five minutes' },
  { number: 76, promise: 'The ID token has its ten claims, aud as a string and nonce exactly as sent' },
  { number: 77, promise: 'The ID token has no acr, amr or azp' },
  { number: 78, promise: 'The NHS number is in tokens for the profile scope alone, as ten digits' },
  {
    number: 79,
    promise: 'The access token states scope, vector and reason, and the patient for the profile scope alone',
  },
  { number: 80, promise: 'The subject is the same at every service and every sign-in, at most 255 ASCII characters' },
  { number: 81, promise: 'No two tokens have the same jti' },
  { number: 82, promise: 'Userinfo answers GET and POST with plain JSON' },
  { number: 83, promise: 'Userinfo states issuer and audience, and the subject of the ID token' },
  { number: 84, promise: 'Userinfo without a live token is 401 with invalid_token' },
  { number: 85, promise: 'Nothing in userinfo is null or empty' },
  { number: 86, promise: 'Userinfo tells what scope and level allow, for P0, P5 and P9', later: 'levels' },
  { number: 87, promise: 'Verified and matched claims are booleans' },
  { number: 88, promise: 'A birth date is written YYYY-MM-DD' },
  {
    number: 89,
    promise: 'GP registration is an ODS code; GP credentials have three members, at P9 and for IM1 services alone',
    later: 'GP integration',
  },
  { number: 90, promise: 'Address, gender and postcode are never told' },
  { number: 91, promise: 'A service can store, read and remove its note on a person' },
  { number: 92, promise: 'A note holds 1,024 characters and not one more' },
  { number: 93, promise: "An automatic note is encrypted to the service's own key" },
  { number: 94, promise: 'A note needs its scope and is invisible to other services' },
  {
    number: 95,
    promise: 'The jwt-bearer grant for Users.retrieve gives a 300-second direct-care token',
    later: 'users endpoint',
  },
  {
    number: 96,
    promise: 'The Users filter finds by NHS number, e-mail and combinations, and binds before or',
    later: 'users endpoint',
  },
  { number: 97, promise: 'A Users filter has five expressions at most', later: 'users endpoint' },
  { number: 98, promise: 'Every documented Users refusal has its Errors array', later: 'users endpoint' },
  {
    number: 99,
    promise:
      'A Users query without match is an empty list; one NHS number has one active account, disabled ones are listed as inactive',
    later: 'users endpoint',
  },
  { number: 100, promise: 'Optional Users scopes release nothing without profile', later: 'users endpoint' },
  { number: 101, promise: 'The Users endpoint reads only', later: 'users endpoint' },
  {
    number: 102,
    promise: 'Provisioning has its own 300-second token and refuses those of people',
    later: 'provisioning',
  },
  { number: 103, promise: 'Provisioning answers create, uplift and each refusal with its code', later: 'provisioning' },
  { number: 104, promise: 'An invitation works once, for seven days, and ends in a P9 account', later: 'provisioning' },
  {
    number: 105,
    promise: 'An e-mail address has seven characters at least, and no blocked domain',
  },
  { number: 106, promise: 'A password has 12 to 128 characters, of any kind, and is not a known one' },
  { number: 107, promise: 'A passcode has six digits, lives five minutes, works once, and dies when another is sent' },
  {
    number: 108,
    promise: 'The fifth wrong code, the sixth request for a code and the sixth wrong password each lock for 15 minutes',
  },
  { number: 109, promise: 'A remembered device spares the code for at most 180 days, and signing out forgets it' },
  { number: 110, promise: 'A reset link lives an hour and works once' },
  {
    number: 111,
    promise:
      'P5 asks the postcode always, with NHS number or name, and refuses impossible numbers, dates and postcodes',
  },
  { number: 112, promise: 'An NHS number proved on one account cannot be proved on a second' },
  {
    number: 113,
    promise: 'A death record disables the account; an invalidated record is told as CID2011',
  },
  {
    number: 114,
    promise: 'A video check waits in the queue once, and ends in P9 or in an e-mail that says why not',
    later: 'proofing',
  },
  { number: 115, promise: 'Who may not use the automated check is not offered it', later: 'proofing' },
  {
    number: 116,
    promise: 'The three GP credentials work once; used again they are told as CID7004',
    later: 'proofing',
  },
  {
    number: 117,
    promise: 'A new phone is immediate at P0; above, it waits 24 hours with a link that cancels it',
    later: 'recovery',
  },
  {
    number: 118,
    promise: 'Closing an account needs the password, ends every session and token, and frees the address',
    later: 'settings',
  },
  {
    number: 119,
    promise: 'Settings open on a valid asserted identity without sign-in, and ask for it otherwise',
    later: 'settings',
  },
  {
    number: 120,
    promise: 'A checker holds one verification at a time; next gives another, discard gives it back',
    later: 'staff',
  },
  {
    number: 121,
    promise: 'Approval needs every question answered yes; decline needs a code and, where marked, words',
    later: 'staff',
  },
  { number: 122, promise: 'Reopening and reassigning are recorded with who, when and why', later: 'staff' },
  {
    number: 123,
    promise: 'Cleansing leaves the kept fields and P0; disabling shows its own page; both need an incident number',
    later: 'staff',
  },
  {
    number: 124,
    promise: 'Staff decisions and views are audited for eight years, evidence is deleted six months after the decision',
    later: 'staff',
  },
  {
    number: 125,
    promise: 'Plain http is refused or upgraded off loopback, and TLS below 1.2 is refused',
    later: 'deployment',
  },
];
