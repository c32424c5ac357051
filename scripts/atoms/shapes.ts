import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../check/part.ts';

/** The atom classes: binding, file, factory. */
const factories = {
  ACCOUNT: ['account.ts', 'accountAtom'],
  DIRECTORY: ['directory.ts', 'directoryAtom'],
  INTERACTION: ['interaction.ts', 'interactionAtom'],
  CLIENT: ['client.ts', 'clientAtom'],
  RATE_LIMIT: ['rate-limit.ts', 'rateLimitAtom'],
  KEY_RING: ['key-ring.ts', 'keyRingAtom'],
  SUPPLIER: ['supplier.ts', 'supplierAtom'],
  LEDGER: ['ledger.ts', 'ledgerAtom'],
  HASHER: ['hasher.ts', 'hasherAtom'],
} as const;

/** Members by their path, `session.id` or `owners[].account`: whether they are always there. */
export type Fields = Readonly<Record<string, 'required' | 'optional'>>;

/** What goes into a verb and comes out of it, by the tag of the answer; an answer without a tag has the tag ''. */
export interface VerbShape {
  readonly input: Fields;
  readonly answers: Readonly<Record<string, Fields>>;
}

/** The verbs of each atom class, by its binding. */
export type Shapes = Readonly<Record<string, Readonly<Record<string, VerbShape>>>>;

/** Members of what the platform calls, and not a Worker. */
const platform = new Set(['alarm', 'fetch', 'webSocketMessage', 'webSocketClose', 'webSocketError', 'connect']);
const DEPTH = 5;

/** Reads the shapes of all verbs from the source, as the compiler understands it. */
export function readShapes(): Shapes {
  const program = ts.createProgram(
    [
      join(projectRoot, 'worker-configuration.d.ts'),
      ...Object.values(factories).map(([file]) => join(projectRoot, 'durable-objects', file)),
    ],
    {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
  );
  const reader = new ShapeReader(program.getTypeChecker());
  return Object.fromEntries(
    Object.entries(factories).map(([binding, [file, factory]]) => {
      const source = program.getSourceFile(join(projectRoot, 'durable-objects', file));
      if (source === undefined) throw new Error(`durable-objects/${file} is not there`);
      return [binding, reader.verbsOf(source, factory)];
    }),
  );
}

class ShapeReader {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  verbsOf(source: ts.SourceFile, factory: string): Shapes[string] {
    const module = this.#checker.getSymbolAtLocation(source);
    const symbol = module && this.#checker.getExportsOfModule(module).find(({ name }) => name === factory);
    if (symbol === undefined) throw new Error(`${source.fileName} exports no ${factory}`);
    const made = this.#checker.getTypeOfSymbol(symbol).getCallSignatures()[0]?.getReturnType();
    const atom = made?.getConstructSignatures()[0]?.getReturnType();
    if (atom === undefined) throw new Error(`${factory} makes no class`);
    const verbs = atom.getProperties().flatMap((property) => {
      const isPublic = (ts.getCombinedModifierFlags(property.valueDeclaration as ts.Declaration) & 24) === 0;
      const call = this.#checker.getTypeOfSymbol(property).getCallSignatures()[0];
      if (!isPublic || call === undefined || platform.has(property.name) || property.name.includes('#')) return [];
      return [[property.name, this.#shapeOf(call)] as const];
    });
    return Object.fromEntries(verbs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #shapeOf(call: ts.Signature): VerbShape {
    const [parameter] = call.getParameters();
    const input = parameter === undefined ? {} : this.#fieldsOf(this.#checker.getTypeOfSymbol(parameter));
    const returned = call.getReturnType();
    const answer = this.#checker.getAwaitedType(returned) ?? returned;
    const byTag = new Map<string, ts.Type[]>();
    for (const member of membersOf(answer))
      for (const tag of this.#tagsOf(member)) byTag.set(tag, [...(byTag.get(tag) ?? []), member]);
    const answers = [...byTag].map(
      ([tag, members]) => [tag, joined(members.map((one) => this.#fieldsOf(one)))] as const,
    );
    return { input, answers: Object.fromEntries(answers.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
  }

  #tagsOf(type: ts.Type): readonly string[] {
    const tag = type.getProperty('tag') ?? type.getProperty('outcome');
    if (tag === undefined) return [''];
    return membersOf(this.#checker.getTypeOfSymbol(tag)).flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  }

  #fieldsOf(type: ts.Type, prefix = '', depth = 0): Fields {
    if (depth > DEPTH) return {};
    const members = membersOf(type).filter((one) => isObject(one));
    return joined(
      members.map((member) => {
        const element = this.#checker.getIndexTypeOfType(member, ts.IndexKind.Number);
        if (this.#checker.isArrayType(member) || this.#checker.isTupleType(member))
          return element === undefined ? {} : this.#fieldsOf(element, `${prefix}[]`, depth + 1);
        const fields = member.getProperties().flatMap((property) => {
          const path = prefix === '' ? property.name : `${prefix}.${property.name}`;
          const presence = (property.flags & ts.SymbolFlags.Optional) === 0 ? 'required' : 'optional';
          const inner = this.#fieldsOf(this.#checker.getTypeOfSymbol(property), path, depth + 1);
          return [[path, presence] as const, ...Object.entries(inner)];
        });
        return Object.fromEntries(fields);
      }),
    );
  }
}

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

/** Plain objects; a branded text or number is a text or number. */
function isObject(type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.every((one) => isObject(one));
  return (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0;
}

/** The members of any of several: required is what all of them have. */
function joined(all: readonly Fields[]): Fields {
  const names = [...new Set(all.flatMap((fields) => Object.keys(fields)))].toSorted();
  return Object.fromEntries(
    names.map((name) => [name, all.every((fields) => fields[name] === 'required') ? 'required' : 'optional']),
  );
}
