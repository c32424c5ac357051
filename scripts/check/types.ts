import { linesOf, type Part, projectFiles, runPackage } from './part.ts';

/** Generates the types of the bindings from wrangler.toml, then checks every TypeScript project of the tree. */
export const types: Part = {
  name: 'types',
  promise: 'TypeScript',
  run: async () => {
    const bindings = await runPackage('wrangler/bin/wrangler.js', ['types']);
    if (bindings.code !== 0) {
      return { summary: '`wrangler types` failed', faults: linesOf(bindings.stderr, bindings.stdout) };
    }
    const projects = (await projectFiles()).filter((path) => /(^|\/)tsconfig[^/]*\.json$/.test(path));
    const faults: string[] = [];
    for (const project of projects) {
      const { code, stdout, stderr } = await runPackage('typescript7/bin/tsc', [
        '--project',
        project,
        '--noEmit',
        '--pretty',
        'false',
      ]);
      if (code !== 0) {
        faults.push(...linesOf(stdout, stderr));
      }
    }
    return {
      summary: faults.length === 0 ? `${projects.join(', ')} hold` : `${faults.length} lines of faults`,
      faults,
    };
  },
};
