// Findings of an engine that has not yet shown that it works: kept until it has, and forgotten where another takes over,
// so that nothing is told twice.
import type { Finding } from '../../finding/finding.ts';

export interface HeldFindings {
  emit(finding: Finding): void;
  letGo(): void;
}

/** `proved` is asked with each finding. How far a scan is that may begin anew is not told. */
export function holdUntil(proved: () => boolean, emit: (finding: Finding) => void): HeldFindings {
  const held: Finding[] = [];

  function letGo(): void {
    for (const finding of held.splice(0)) emit(finding);
  }

  return {
    emit(finding) {
      if (finding.type === 'progress' && !proved()) return;
      held.push(finding);
      if (finding.type === 'end' || proved()) letGo();
    },
    letGo,
  };
}
