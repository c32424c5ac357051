/** Spellings of, and neighbours of, `https://pharmacy.example/callback`, `uk.example.app:/callback` and `uk.example.app://host/callback`, by the part that differs. */
export const strangeRedirectUris: Readonly<Record<string, readonly string[]>> = {
  scheme: [
    ...['http://pharmacy.example/callback', 'HTTPS://pharmacy.example/callback', 'Https://pharmacy.example/callback'],
    ...['//pharmacy.example/callback', 'https:/pharmacy.example/callback', 'https:pharmacy.example/callback'],
    ...['https:///pharmacy.example/callback', 'ftp://pharmacy.example/callback', 'pharmacy.example/callback'],
    ...[
      'view-source:https://pharmacy.example/callback',
      'javascript:alert(1)',
      'data:text/html,<script>',
      'blob:https://pharmacy.example/callback',
    ],
    ...[
      `javascript://pharmacy.example/callback%0aalert(1)`,
      'intent://pharmacy.example/callback#Intent;scheme=https;end',
    ],
  ],
  userinfo: [
    ...['https://evil.example@pharmacy.example/callback', 'https://pharmacy.example@evil.example/callback'],
    ...[
      'https://pharmacy.example:x@evil.example/callback',
      'https://@pharmacy.example/callback',
      'https://:@pharmacy.example/callback',
    ],
    ...[
      'https://pharmacy.example%40evil.example/callback',
      'https://evil.example\\@pharmacy.example/callback',
      'https://evil.example%5c@pharmacy.example/callback',
    ],
  ],
  host: [
    ...['https://PHARMACY.example/callback', 'https://pharmacy.EXAMPLE/callback', 'https://pharmacy.example./callback'],
    ...[
      'https://www.pharmacy.example/callback',
      'https://pharmacy.example.evil.example/callback',
      'https://evil-pharmacy.example/callback',
    ],
    ...[
      'https://pharmacyXexample/callback',
      'https://*.example/callback',
      'https://pharmacy.exampl/callback',
      'https://evil.example/callback',
    ],
    ...[
      'https://pharmacy.example%2eevil.example/callback',
      'https://pharmacy.example%00.evil.example/callback',
      'https://ph%61rmacy.example/callback',
    ],
    ...[
      'https://evil.example/https://pharmacy.example/callback',
      'https://evil.example?https://pharmacy.example/callback',
      'https://evil.example#https://pharmacy.example/callback',
    ],
    ...[
      'https://clinic.example/callback',
      'https://localhost/callback',
      'https://127.0.0.1/callback',
      'https://2130706433/callback',
    ],
  ],
  'homographs and IDN': [
    ...[
      'https://phаrmacy.example/callback',
      'https://xn--phrmacy-9fg.example/callback',
      'https://pharmacy。example/callback',
    ],
    ...[
      'https://pharmacy．example/callback',
      'https://ｐharmacy.example/callback',
      'https://pharmacy.example／callback',
      'https://pharmacy.example/ｃallback',
    ],
    ...[
      'https://pharmacy\u00ad.example/callback',
      'https://pharmacy\u200b.example/callback',
      'https://pharmacy\u2024example/callback',
      'https://pharmacy.example/callback\u0301',
    ],
  ],
  port: [
    ...[
      'https://pharmacy.example:443/callback',
      'https://pharmacy.example:/callback',
      'https://pharmacy.example:8443/callback',
    ],
    ...[
      'https://pharmacy.example:0443/callback',
      'https://pharmacy.example:99999/callback',
      'https://pharmacy.example:443@evil.example/callback',
    ],
  ],
  IPv6: [
    'https://[::1]/callback',
    'https://[::ffff:127.0.0.1]/callback',
    'https://[pharmacy.example]/callback',
    'https://[fe80::1%25eth0]/callback',
  ],
  path: [
    ...[
      'https://pharmacy.example',
      'https://pharmacy.example/',
      'https://pharmacy.example/Callback',
      'https://pharmacy.example/callback/',
    ],
    ...[
      'https://pharmacy.example//callback',
      'https://pharmacy.example/./callback',
      'https://pharmacy.example/a/../callback',
      'https://pharmacy.example/callback/..',
    ],
    ...[
      'https://pharmacy.example/callback/../evil',
      'https://pharmacy.example/callback/.',
      'https://pharmacy.example/callback;a=b',
      'https://pharmacy.example/callback.html',
    ],
    ...[
      'https://pharmacy.example/callbac',
      'https://pharmacy.example/callbackk',
      'https://pharmacy.example\\callback',
      'https:\\\\pharmacy.example\\callback',
      '/callback',
      'callback',
    ],
  ],
  encodings: [
    ...[
      'https://pharmacy.example/%63allback',
      'https://pharmacy.example/callbac%6B',
      'https://pharmacy.example/callbac%6b',
      'https://pharmacy.example%2Fcallback',
    ],
    ...[
      'https://pharmacy.example/callback%2f',
      'https://pharmacy.example/callback%2e%2e',
      'https://pharmacy.example/callback%252f',
      'https%3A%2F%2Fpharmacy.example%2Fcallback',
    ],
    ...[
      'https://pharmacy.example/%c0%afcallback',
      'https://pharmacy.example/callback%',
      'https://pharmacy.example/callback%20',
      'https://pharmacy.example/callback%E2%80%8B',
    ],
  ],
  'query and fragment': [
    ...[
      'https://pharmacy.example/callback?',
      'https://pharmacy.example/callback?a=b',
      'https://pharmacy.example/callback?code=stolen',
      'https://pharmacy.example/callback&a=b',
    ],
    ...[
      'https://pharmacy.example/callback#',
      'https://pharmacy.example/callback#a',
      'https://pharmacy.example/callback?#',
      'https://pharmacy.example/callback#@evil.example/',
    ],
  ],
  'control characters and spaces': [
    ...[
      ' https://pharmacy.example/callback',
      'https://pharmacy.example/callback ',
      '\thttps://pharmacy.example/callback',
      'https://pharmacy.example/callback\n',
    ],
    ...[
      'https://pharmacy.example/callback\r\nSet-Cookie: a=b',
      'https://pharmacy.example/callback\0',
      'https://phar\tmacy.example/callback',
      'https://pharmacy.example/call back',
    ],
    ...[
      'https://pharmacy.example/callback\u007f',
      'https://pharmacy.example/callback\u2028',
      '\ufeffhttps://pharmacy.example/callback',
      'https://pharmacy.example/callback\u00a0',
    ],
  ],
  'addresses of an app': [
    ...[
      'uk.example.app:/callback/',
      'uk.example.app://callback',
      'uk.example.app:callback',
      'UK.example.app:/callback',
      'uk.example.app:/Callback',
    ],
    ...[
      'uk.example.app:///callback',
      'uk.example.app://HOST/callback',
      'uk.example.app://host:80/callback',
      'uk.example.app://host/callback?a=b',
      'uk.example.app:/callback#a',
    ],
    ...['uk-example-app:/callback', 'uk.example.application:/callback', 'uk.example.app:', 'uk.example.app'],
  ],
  lists: [
    ...[
      'https://pharmacy.example/callback,https://evil.example/',
      'https://pharmacy.example/callback https://evil.example/',
      '["https://pharmacy.example/callback"]',
    ],
    ...['undefined', 'null', '', '*', 'urn:ietf:wg:oauth:2.0:oob', 'https://pharmacy.example/callback'.repeat(200)],
  ],
};
