/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.27add97e52ba.css', script: '/assets/app.c4168fbf78fc.js' } as const;
