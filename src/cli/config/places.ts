// Where config files lie (XDG Base Directory Specification), the most general first: what a later one says wins.
//
//   /etc/portolan.toml
//   DIR/portolan/portolan.toml       each of $XDG_CONFIG_DIRS, the first one last; without it /etc/xdg
//   $XDG_CONFIG_HOME/portolan/portolan.toml      without it ~/.config
//
//  1. A file that is named (--config, PORTOLAN_CONFIG) stands for all of these, and must be there.
//  2. Under sudo(8) the person is who called it: theirs is the file, and with their rights it is read. What is to hold for everybody
//     stands in /etc.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { homeOf } from '../../inventory/place.ts';
import { type Environment, isSet } from '../environment.ts';

const NAME = 'portolan/portolan.toml';

/** Those that may be there. */
export function usualPlaces(environment: Environment, home: string): string[] {
  const { XDG_CONFIG_DIRS, XDG_CONFIG_HOME } = environment;
  const folders = (isSet(XDG_CONFIG_DIRS) ? XDG_CONFIG_DIRS : '/etc/xdg').split(':').filter(isAbsolute);
  const own = isSet(XDG_CONFIG_HOME) && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(home, '.config');
  return ['/etc/portolan.toml', ...folders.toReversed().map((each) => join(each, NAME)), join(own, NAME)];
}

/** The files to read. */
export function configFiles(environment: Environment): string[] {
  const named = environment.PORTOLAN_CONFIG;
  return isSet(named) ? [named] : usualPlaces(environment, homeOf(environment)).filter((path) => existsSync(path));
}
