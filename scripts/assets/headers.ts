/** Headers of the static files, in the format of Workers static assets: every matching rule applies. */
export const headersFile = `/*
  X-Content-Type-Options: nosniff
  Strict-Transport-Security: max-age=63072000; includeSubDomains; preload
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
  Referrer-Policy: same-origin

/assets/*
  Cache-Control: public, max-age=31536000, immutable

/images/*
  Cache-Control: public, max-age=86400

/blocklist/*
  Cache-Control: public, max-age=86400
  X-Robots-Tag: noindex
`;
