import { html } from 'hono/html';
import type { House } from '../houses.ts';
import type { Html } from './frame.ts';

/** The picture on the first page of each service; it says nothing that the words do not. */
export const pictures: Readonly<Record<House['look'], Html>> = {
  riverside: html`<svg class="picture" viewBox="0 0 480 360" aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMax slice">
<rect width="480" height="360" fill="#f7dfb8"/>
<circle cx="352" cy="112" r="52" fill="#e88b58"/><circle cx="352" cy="112" r="78" fill="#e88b58" opacity=".22"/>
<path d="M0 196c60-48 116-54 176-14 52 34 96 26 152-12 56-38 104-34 152-2v192H0z" fill="#cf9f76"/>
<path d="M0 232c70-36 128-34 190-6s124 22 174-6 84-22 116-8v148H0z" fill="#8d6a57"/>
<path d="M286 206v-40l34-24 34 24v40z" fill="#fff6e9"/><path d="M280 170l40-30 40 30-6 7-34-25-34 25z" fill="#b2482a"/>
<path d="M312 206v-22h16v22zM296 178h12v10h-12zM332 178h12v10h-12z" fill="#5a4036"/>
<path d="M0 268c66-30 118-22 178 2s124 24 182-4 92-18 120-8v102H0z" fill="#1f5c5a"/>
<path d="M0 300c60-22 108-16 168 4s128 20 188-2 96-14 124-6v64H0z" fill="#3f8d86"/>
<path d="M40 316c30-10 58-8 90 2M214 330c34 8 66 6 98-6M346 312c26-8 52-8 78 0" stroke="#bfe0d4" stroke-width="4" stroke-linecap="round" fill="none"/>
<path d="M92 262v-58M92 204c-22 4-30 24-24 42 20 2 36-12 24-42zM92 214c18-2 30 12 28 30-18 4-32-8-28-30z" stroke="#2d4a3e" stroke-width="4" fill="#4f7a55"/>
</svg>`,
  hillview: html`<svg class="picture" viewBox="0 0 480 360" aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMax slice">
<rect width="480" height="360" fill="#e9eef0"/>
<circle cx="118" cy="92" r="34" fill="#f6d77a"/><path d="M300 84c14-22 44-20 52 2 22-4 32 22 12 30h-84c-20-6-8-34 20-32z" fill="#fff"/>
<path d="M0 250c80-60 150-120 236-118 92 2 150 62 244 92v136H0z" fill="#b9c98f"/>
<path d="M196 138v-44l44-30 44 30v44z" fill="#fdfaf3"/><path d="M188 98l52-38 52 38-7 8-45-32-45 32z" fill="#4b2e63"/>
<path d="M232 138v-26h16v26zM208 104h14v12h-14zM258 104h14v12h-14z" fill="#8a5ca8"/>
<path d="M236 78h8v6h6v8h-6v6h-8v-6h-6v-8h6z" fill="#5c7a3d"/>
<path d="M0 300c90-50 170-66 250-44s150 20 230-8v112H0z" fill="#7f9a56"/>
<path d="M240 138c10 40-30 60-10 96s60 60 40 126h-60c20-60-20-90-30-126s40-56 60-96z" fill="#e6d8b5"/>
<path d="M58 268c2-18 10-28 12-44 4 16 10 26 10 44zM96 288c2-18 10-28 12-44 4 16 10 26 10 44zM380 262c2-18 10-28 12-44 4 16 10 26 10 44zM420 284c2-18 10-28 12-44 4 16 10 26 10 44z" fill="#5c7a3d"/>
<path d="M30 336c20-10 34-8 50 2M340 330c24-10 44-8 66 4" stroke="#8a5ca8" stroke-width="5" stroke-linecap="round" stroke-dasharray="1 12" fill="none"/>
</svg>`,
};
