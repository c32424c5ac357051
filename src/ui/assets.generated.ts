/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.9edc8769d91a.css', script: '/assets/app.57bcaa5a3798.js' } as const;
