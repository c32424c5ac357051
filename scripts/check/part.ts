import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** What a part of the check found: one line for the summary, and the lines to mend. */
export interface Verdict {
  readonly summary: string;
  readonly faults: readonly string[];
}

/** One part of `npm run check`; a part that throws is red. */
export interface Part {
  readonly name: string;
  readonly promise: string;
  readonly run: () => Promise<Verdict>;
}

export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of package.json. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Wrangler without banner, metrics and calls to the outside. */
const quiet = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
};

/** Runs a program to its end without a terminal; a missing program or a time-out is exit code 127 or 124. */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd = projectRoot, timeoutSeconds = 120 } = {},
): Promise<ToolResult> {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...quiet },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutSeconds * 1000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error) => settle({ code: 127, stdout, stderr: `${stderr}${error.message}` }));
    child.on('close', (code) => settle({ code: code ?? 124, stdout, stderr }));
  });
}

/** Runs a package's own program under this Node. `program` is its path inside node_modules. */
export async function runPackage(program: string, args: readonly string[], options?: { cwd?: string }) {
  return runTool(process.execPath, [join(projectRoot, 'node_modules', program), ...args], options);
}

/** Tracked files and new ones that git does not ignore, which exist, under these folders (all, if none is named). */
export async function projectFiles(...folders: string[]): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...folders];
  const { code, stdout, stderr } = await runTool('git', args);
  if (code !== 0) {
    throw new Error(`git ls-files failed: ${stderr}`);
  }
  return [...new Set(stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(projectRoot, path))).sort();
}

/** The lines of a tool's output that say something, without colours. */
export function linesOf(...outputs: readonly string[]): string[] {
  const plain = outputs.map((output) => stripVTControlCharacters(output));
  return plain.flatMap((output) => output.split('\n')).filter((line) => line.trim() !== '');
}
