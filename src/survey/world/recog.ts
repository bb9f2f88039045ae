// The fingerprints of the user's own that a survey reads before anything is sent, so that a bad file is told at once.
import type { NoticeFinding } from '../../finding/finding.ts';
import type { Book } from '../../service/recog/fingerprints.ts';
import { notice } from '../notice.ts';
import type { SurveyRequest } from '../request.ts';

export interface Fingerprints {
  readonly book: Book | null;
  readonly notices: readonly NoticeFinding[];
}

/** Throws errors for people, which name the file and the line. */
export async function readFingerprints({
  recog,
  services = true,
}: Pick<SurveyRequest, 'recog' | 'services'>): Promise<Fingerprints> {
  if (recog === undefined || !services) return { book: null, notices: [] };
  const { loadRecog } = await import('../../service/recog/folder.ts');
  const { book, count, unused } = await loadRecog(recog);
  const passedOver =
    unused.length === 0 ? '' : `; passed over, as nothing here is asked that shows it: ${unused.join(', ')}`;
  return { book, notices: [notice('N_RECOG', `${count} fingerprints of recog are read from ${recog}${passedOver}`)] };
}
