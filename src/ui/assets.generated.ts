/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.4c3e8d2aefd9.css', script: '/assets/app.5e4e17ae32ec.js' } as const;
