import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type SharedWorld, sharedWorld } from '../../support/shared-world.ts';
import { aService, type ConnectedService, type ServiceOptions } from './connected-service.ts';
import { newVisitor, openBrowser, type Visitor, type VisitorOptions } from './visitor.ts';

/** The world that all files of the suite share. */
export const world: SharedWorld = sharedWorld();

/** A browser and services for one file of tests. */
export interface Scene {
  /** A fresh browser profile; after the test it must have had nothing to complain about, and have asked no stranger. */
  visitor(options?: VisitorOptions): Promise<Visitor>;
  /** A connected service that is there until the file is done. */
  service(options?: ServiceOptions): Promise<ConnectedService>;
}

export function scene(args: readonly string[] = []): Scene {
  let browser: Browser | undefined;
  let visitors: Visitor[] = [];
  const services: ConnectedService[] = [];
  beforeAll(async () => {
    browser = await openBrowser(args);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), ...services.map((service) => service.close())]);
  });
  afterEach(async () => {
    const seen = visitors;
    visitors = [];
    await Promise.all(seen.map(({ context }) => context.close()));
    expect(seen.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(seen.flatMap(({ strangers }) => strangers)).toEqual([]);
  });
  return {
    async visitor({ also = [], ...options } = {}) {
      if (browser === undefined) throw new Error('the browser is not open yet');
      const own = [...services.map(({ origin }) => origin), ...also];
      const visitor = await newVisitor(browser, world, { ...options, also: own });
      visitors.push(visitor);
      return visitor;
    },
    async service(options) {
      const service = await aService(world, options);
      services.push(service);
      return service;
    },
  };
}
