// What asks ports, loaded when it is wanted, once: the records take a tenth of a second.
import type { Inquiry, InquiryOptions } from './inquiry.ts';
import type { Recognise } from './recognise/recognise.ts';

export type OpenInquiry = (options: Omit<InquiryOptions, 'recognise'>) => Inquiry;

/** `load`: what recognises. What is returned may be called before it is needed, and again. */
export function inquiryWith(load: () => Promise<Recognise>): () => Promise<OpenInquiry> {
  let opening: Promise<OpenInquiry> | null = null;

  async function open(): Promise<OpenInquiry> {
    const [{ createInquiry }, recognise] = await Promise.all([import('./inquiry.ts'), load()]);
    return (options) => createInquiry({ recognise, ...options });
  }

  return () => {
    opening ??= open();
    return opening;
  };
}
