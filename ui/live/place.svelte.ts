// Where in the page one is: the address bar, and nothing beside it.
import { addressOf, type Route, readAddress } from '../logic/route.ts';

class Place {
  route = $state.raw<Route>(readAddress(location.pathname, location.search));

  start(): void {
    addEventListener('popstate', () => this.read());
    document.addEventListener('click', (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link === null || link.origin !== location.origin || link.hasAttribute('download')) return;
      if (readAddress(link.pathname).view === 'nowhere') return;
      event.preventDefault();
      this.go(link.pathname + link.search);
    });
  }

  go(address: string): void {
    if (address !== location.pathname + location.search) history.pushState(null, '', address);
    this.read();
    scrollTo(0, 0);
  }

  /** The same view with other words: no step for the back button. */
  amend(route: Route): void {
    history.replaceState(null, '', addressOf(route));
    this.route = route;
  }

  private read(): void {
    this.route = readAddress(location.pathname, location.search);
  }
}

export const place = new Place();
