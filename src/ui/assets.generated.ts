/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.aca7fe2ebf39.css', script: '/assets/app.f6a97639ce52.js' } as const;
