// Annotations of services: standard decorators (TC39), whose notes are kept in the class's metadata.
//
//   @service('discovery', () => import('./discovery.schema.ts'))
//   class Discovery {
//     private readonly events = inject(Events);
//     @postConstruct() open() { ... }
//     @rpc({ role: 'operator' }) async start(request: StartRequest, call: Call) { ... }
//     @preDestroy() close() { ... }
//   }
//
// Rules:
//  1. A method that is offered has its schemas under its own name in the module beside it, which loads zod and so is loaded late.
//  2. The compiler holds a service to the API: each of its methods of `Methods` (api.ts) must be there, with these types.
//  3. What is not annotated is offered to nobody.
import type { MethodName, Methods, Role } from '../api.ts';
import type { Call } from '../rpc/call.ts';

// Node has no Symbol.metadata yet; compiled decorators look for it when their class is made.
(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata');

// biome-ignore lint/suspicious/noExplicitAny: any class, whatever it takes
export type ServiceClass = new (...args: any[]) => object;

/** What is known of a method that is offered. */
export interface RpcNote {
  readonly method: string;
  readonly role: Role;
}

export interface ServiceNote {
  readonly name: string;
  /** By method, its schemas (method.schema.ts). */
  readonly schemas: () => Promise<object>;
  readonly rpcs: readonly RpcNote[];
  readonly postConstruct: string | null;
  readonly preDestroy: string | null;
}

interface Notes {
  name?: string;
  schemas?: () => Promise<object>;
  rpcs?: RpcNote[];
  postConstruct?: string;
  preDestroy?: string;
}

const NOTES = Symbol('portolan.service');

/** Rule 2. */
type Offered<Name extends string> = {
  [M in MethodName as M extends `${Name}/${infer Method}` ? Method : never]: (
    params: Methods[M]['params'],
    call: Call,
  ) => Promise<Methods[M]['result']>;
};

const NONE = async (): Promise<object> => ({});

/** A service by its name on the wire. `schemas`: the module of its methods' schemas; none: it offers no method. */
export function service<Name extends string>(name: Name, schemas: () => Promise<object> = NONE) {
  // biome-ignore lint/suspicious/noExplicitAny: any class that has these methods
  return (_class: new (...args: any[]) => Offered<Name>, context: ClassDecoratorContext): void => {
    Object.assign(notesOf(context), { name, schemas });
  };
}

/** Offered to clients. `role`: who may call it; default: whoever may look. */
export function rpc({ role = 'viewer' }: { readonly role?: Role } = {}) {
  return (_method: unknown, context: ClassMethodDecoratorContext): void => {
    const notes = notesOf(context);
    notes.rpcs = [...(notes.rpcs ?? []), { method: String(context.name), role }];
  };
}

/** Run when the service and all that it needs are there, before anybody calls it. */
export function postConstruct() {
  return (_method: unknown, context: ClassMethodDecoratorContext): void => {
    notesOf(context).postConstruct = String(context.name);
  };
}

/** Run at the end, while all that it needs is still there. */
export function preDestroy() {
  return (_method: unknown, context: ClassMethodDecoratorContext): void => {
    notesOf(context).preDestroy = String(context.name);
  };
}

/** Null where the class is no service. */
export function noteOf(target: ServiceClass): ServiceNote | null {
  const metadata = (target as unknown as Record<symbol, DecoratorMetadataObject | undefined>)[Symbol.metadata];
  const notes = metadata?.[NOTES] as Notes | undefined;
  if (notes?.name === undefined) return null;
  const { name, schemas = NONE, rpcs = [], postConstruct = null, preDestroy = null } = notes;
  return { name, schemas, rpcs, postConstruct, preDestroy };
}

/** Own to each class: a class that extends another does not write into its notes. */
function notesOf({ metadata }: { readonly metadata: DecoratorMetadataObject }): Notes {
  if (!Object.hasOwn(metadata, NOTES)) metadata[NOTES] = { ...(metadata[NOTES] as Notes | undefined) };
  return metadata[NOTES] as Notes;
}
