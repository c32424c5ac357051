/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.9edc8769d91a.css', script: '/assets/app.5e4e17ae32ec.js' } as const;
