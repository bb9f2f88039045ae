// What sigma wants of WebGL when it is made: a dozen programs, each of which it waits for. Where WebGL is done by software that takes
// a third of a second, and the page answers nobody meanwhile. So they are compiled before, one a turn of the page:
//
//   rehearsal (draws nowhere) ─► sources ─► compiled, a turn each ─► the real one is handed them, in the order in which it asks
//
// Rules:
//  1. Nothing is known here of what the programs are: a sigma that is made on a context which only listens says it.
//  2. Whoever asks for another source than was foreseen has it compiled there and then, as ever.
//  3. Once sigma is made, its context is an ordinary one.
import type Graph from 'graphology';
import Sigma from 'sigma';
import { turn } from './turn.ts';

type Gl = WebGL2RenderingContext;
type Options = ConstructorParameters<typeof Sigma>[2];

/** As sigma makes its own. */
const CONTEXT = { preserveDrawingBuffer: false, antialias: false, depth: true };

interface Program {
  readonly program: WebGLProgram;
  /** Vertex shader and fragment shader, with their sources. */
  readonly shaders: readonly (readonly [shader: WebGLShader, source: string])[];
}

/** Rejects where there is no WebGL 2. */
export async function createSigma(graph: Graph, container: HTMLElement, options: Options): Promise<Sigma> {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2', CONTEXT) as Gl | null;
  if (gl === null) throw new Error('no WebGL 2');
  await turn();
  const wanted = rehearse(graph, options);
  const programs: Program[] = [];
  for (const sources of wanted) {
    await turn();
    programs.push(await compile(gl, sources));
  }
  const giveBack = handOut(gl, programs);
  await turn();
  try {
    return new (onContext(gl, canvas))(graph, container, options);
  } finally {
    giveBack();
  }
}

/** A sigma whose stage is this canvas. */
function onContext(gl: Gl, canvas: HTMLCanvasElement) {
  return class extends Sigma {
    override createWebGLContext(id: string): Gl {
      const own = this.createCanvas(id);
      canvas.className = own.className;
      canvas.style.cssText = own.style.cssText;
      own.replaceWith(canvas);
      (this as unknown as { extraElements: Record<string, HTMLElement> }).extraElements[id] = canvas;
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      return gl;
    }
  };
}

/** Rule 1: of each program the sources of its shaders, in the order in which they are asked for. */
function rehearse(graph: Graph, options: Options): readonly (readonly [vertex: string, fragment: string])[] {
  const sources: string[] = [];
  const constants = WebGL2RenderingContext.prototype as unknown as Record<string | symbol, unknown>;
  const answers: Readonly<Record<string, (...given: never[]) => unknown>> = {
    shaderSource: (_shader: unknown, source: string) => void sources.push(source),
    checkFramebufferStatus: () => WebGL2RenderingContext.FRAMEBUFFER_COMPLETE,
    getAttribLocation: () => 0,
    getExtension: () => ({ loseContext() {} }),
  };
  const listener = new Proxy({} as Gl, {
    get(_, name) {
      if (typeof name === 'string' && /^[A-Z\d_]+$/.test(name)) return WebGL2RenderingContext[name as 'FLOAT'];
      return answers[String(name)] ?? (String(name) in constants ? () => ({}) : undefined);
    },
  });
  const rehearsal = new (class extends Sigma {
    override createWebGLContext(id: string): Gl {
      this.createCanvas(id);
      return listener;
    }
  })(graph, document.createElement('div'), options);
  rehearsal.kill();
  return sources.flatMap((source, at) => (at % 2 === 0 ? [[source, sources[at + 1]] as const] : []));
}

async function compile(gl: Gl, sources: readonly [vertex: string, fragment: string]): Promise<Program> {
  const program = gl.createProgram()!;
  const shaders: [WebGLShader, string][] = [];
  for (const [at, source] of sources.entries()) {
    const shader = gl.createShader(at === 0 ? gl.VERTEX_SHADER : gl.FRAGMENT_SHADER)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.getShaderParameter(shader, gl.COMPILE_STATUS); // waits for it
    gl.attachShader(program, shader);
    shaders.push([shader, source]);
    await turn();
  }
  gl.linkProgram(program);
  gl.getProgramParameter(program, gl.LINK_STATUS);
  return { program, shaders };
}

/** Rules 2 and 3. Returns what makes the context an ordinary one again. */
function handOut(gl: Gl, programs: readonly Program[]): () => void {
  const left = [...programs];
  let given: (readonly [shader: WebGLShader, source: string])[] = [];
  const ready = new Set<object>();
  const ordinary = WebGL2RenderingContext.prototype;
  const instead: Partial<Gl> = {
    createShader(type) {
      const next = left[0]?.shaders[given.length];
      if (next === undefined) return ordinary.createShader.call(gl, type);
      given.push(next);
      ready.add(next[0]);
      return next[0];
    },
    shaderSource(shader, source) {
      if (given.some(([each, foreseen]) => each === shader && foreseen === source)) return;
      // Rule 2: nothing of what was foreseen counts any more.
      ready.clear();
      left.length = 0;
      ordinary.shaderSource.call(gl, shader, source);
    },
    compileShader(shader) {
      if (!ready.has(shader)) ordinary.compileShader.call(gl, shader);
    },
    createProgram() {
      const next = given.length === 2 ? left.shift() : undefined;
      given = [];
      if (next === undefined) return ordinary.createProgram.call(gl);
      ready.add(next.program);
      return next.program;
    },
    attachShader(program, shader) {
      if (!ready.has(program)) ordinary.attachShader.call(gl, program, shader);
    },
    linkProgram(program) {
      if (!ready.has(program)) ordinary.linkProgram.call(gl, program);
    },
  };
  Object.assign(gl, instead);
  return () => {
    for (const name of Object.keys(instead)) delete (gl as unknown as Record<string, unknown>)[name];
  };
}
