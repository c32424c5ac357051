/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.27add97e52ba.css', script: '/assets/app.9b7840ba4f6b.js' } as const;
