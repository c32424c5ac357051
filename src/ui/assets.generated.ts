/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.0152a9b8c9dc.css', script: '/assets/app.5e4e17ae32ec.js' } as const;
