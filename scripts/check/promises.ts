import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nlPromises, type Promised } from '../../test/conformance/nl.ts';
import { type Part, projectFiles, projectRoot } from './part.ts';

const lastNumber = 125;

/** The NL numbers that stand in a string of a test file (a title), each with the files. */
function numbersInTitles(source: string): number[] {
  const strings = source.match(/(['"`])[^\n]*?NL-\d+[^\n]*?\1/g) ?? [];
  return strings.flatMap((title) => [...title.matchAll(/NL-(\d+)\b/g)].map(([, number]) => Number(number)));
}

/** Which test files promise which NL number in a title. */
export async function testsByNumber(): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, string[]>();
  for (const path of (await projectFiles('test')).filter((file) => /\.test\.tsx?$/.test(file))) {
    for (const number of new Set(numbersInTitles(await readFile(join(projectRoot, path), 'utf8')))) {
      found.set(number, [...(found.get(number) ?? []), path]);
    }
  }
  return found;
}

/** What is wrong with the table: a number missing, twice, or neither tested nor named as later. */
function judgePromises(
  promises: readonly Promised[],
  tests: ReadonlyMap<number, readonly string[]>,
): readonly string[] {
  const listed = promises.map(({ number }) => number).join();
  const wanted = Array.from({ length: lastNumber }, (_, index) => index + 1).join();
  const order =
    listed === wanted ? [] : [`test/conformance/nl.ts does not list 1 to ${lastNumber} in order, each once`];
  const broken = promises
    .filter(({ number, later }) => later === undefined && !tests.has(number))
    .map(({ number, promise }) => `NL-${number} has no test and no later: ${promise}`);
  const strangers = [...tests]
    .filter(([number]) => !promises.some((row) => row.number === number))
    .map(([number, files]) => `NL-${number} is tested in ${files.join(', ')} and stands in no row`);
  return [...order, ...broken, ...strangers];
}

/** Each numbered promise of the NHS login interface has a test, or says what must be built first. */
export const promises: Part = {
  name: 'promises',
  promise: 'NL numbers',
  run: async () => {
    const tests = await testsByNumber();
    const planted = judgePromises([{ number: 1, promise: 'planted' }], new Map([[2, ['planted.test.ts']]]));
    if (planted.length !== 3) {
      return { summary: 'the judge is blind', faults: ['a planted table with three faults was not found wrong'] };
    }
    const faults = judgePromises(nlPromises, tests);
    const kept = nlPromises.filter(({ later }) => later === undefined).length;
    const partly = nlPromises.filter(({ number, later }) => later !== undefined && tests.has(number)).length;
    return { summary: `${kept} tested, ${partly} partly, ${lastNumber - kept - partly} later`, faults };
  },
};
