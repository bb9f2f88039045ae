// Where an inventory is kept unless somebody says otherwise: the XDG folder for what outlives a program (XDG Base Directory
// Specification 0.8), of the person who called. Under sudo(8) HOME may be root's: the home of that person is what the system knows.
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the system says of who runs this process. */
export interface Person {
  uid(): number | undefined;
  /** By the variable HOME, where that is set. */
  home(): string;
  /** As the list of users has it; throws where it has none. */
  knownHome(): string;
}

const THIS: Person = {
  uid: () => process.getuid?.(),
  home: homedir,
  knownHome: () => userInfo().homedir,
};

/** A file. `environment`: XDG_STATE_HOME; SUDO_UID, where this process has become that person. */
export function defaultPlace(environment: Environment, person: Person = THIS): string {
  return join(stateFolder(environment, person), 'inventory.db');
}

/** Where all stands that outlives a command. */
export function stateFolder(environment: Environment, person: Person = THIS): string {
  const { XDG_STATE_HOME: folder = '' } = environment;
  // A relative path is to be ignored, says the specification.
  const state = isAbsolute(folder) ? folder : join(homeOf(environment, person), '.local', 'state');
  return join(state, 'portolan');
}

/** The home of the person who called, whose files this process reads and writes. */
export function homeOf({ SUDO_UID }: Environment, person: Person = THIS): string {
  if (SUDO_UID === undefined || SUDO_UID !== String(person.uid())) return person.home();
  try {
    return person.knownHome();
  } catch {
    return person.home();
  }
}
