/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.0152a9b8c9dc.css', script: '/assets/app.45084ffef1aa.js' } as const;
