// Paper and ink by day, deep blue by night: as the system has it, or as was chosen here.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEY = 'portolan.theme';

class Appearance {
  theme = $state<Theme>(read());
  /** Grows whenever colours change: what draws on canvas reads them again. */
  version = $state(0);

  start(): void {
    this.apply();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.version += 1;
    });
  }

  choose(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem(KEY, theme);
    this.apply();
  }

  private apply(): void {
    if (this.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
    this.version += 1;
  }
}

function read(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

/** Colours of the style sheet, as a canvas takes them. */
export function readColours<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = {} as Record<Name, string>;
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}

export const appearance = new Appearance();
