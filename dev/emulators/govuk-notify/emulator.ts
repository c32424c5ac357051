import type { Emulator } from '../dispatch.ts';
export function createNotifyEmulator(): Emulator { return async () => Response.json({}, { status: 501 }); }
