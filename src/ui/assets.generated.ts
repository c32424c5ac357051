/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.19aaf29567d6.css', script: '/assets/app.702236d32c5b.js' } as const;
