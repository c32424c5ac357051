/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/app.b4e3791ebbd3.css', script: '/assets/app.5e4e17ae32ec.js' } as const;
