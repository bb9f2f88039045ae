// Mail servers by the words of their greetings (group 1: the version), after the host's name.
import type { ProgramRow } from './greeting.ts';

export const MAIL_PROGRAMS: readonly ProgramRow[] = [
  [/\bPostfix\b(?: \(?(\d[\w.]*))?/, 'Postfix smtpd', 'postfix', 'postfix'],
  [/\bExim (\d[\w.]*)/, 'Exim smtpd', 'exim', 'exim'],
  [/\b[Ss]endmail(?: version)? (\d[\w.]*)/, 'Sendmail', 'sendmail', 'sendmail'],
  [/\bOpenSMTPD\b/, 'OpenSMTPD', 'opensmtpd', 'opensmtpd'],
  [/\bMicrosoft ESMTP MAIL Service(?:, Version: (\d[\w.]*))?/, 'Microsoft ESMTP', 'microsoft', 'exchange_server'],
  [/\bHaraka\b(?: (\d[\w.]*))?/, 'Haraka', 'haraka_project', 'haraka'],
  [/\bDovecot\b/, 'Dovecot', 'dovecot', 'dovecot'],
  [/\bMailHog\b/, 'MailHog', 'mailhog', 'mailhog'],
  [/\bMailpit\b/, 'Mailpit', 'axllent', 'mailpit'],
  [/\bCyrus LMTP v?(\d[\w.]*)/, 'Cyrus LMTP', 'cyrus', 'imap'],
  [/\bIceWarp (\d[\w.]*)/, 'IceWarp', 'icewarp', 'mail_server'],
  [/\bMDaemon v?(\d[\w.]*)/, 'MDaemon', 'altn', 'mdaemon'],
  [/\bKerio Connect (\d[\w.]*)/, 'Kerio Connect', 'gfi', 'kerio_connect'],
  [/\bMailEnable Service, Version: (\d[\w.]*)/, 'MailEnable', 'mailenable', 'mailenable'],
  [/\((?:Lotus|IBM|HCL) Domino Release (\d[\w.]*)/, 'Domino', 'hcltech', 'domino'],
  [/\bCommuniGate Pro (\d[\w.]*)/, 'CommuniGate Pro', 'communigate', 'communigate_pro'],
  [/\bJAMES SMTP Server(?: (\d[\w.]*))?/, 'Apache James', 'apache', 'james'],
  [/\bPython SMTP(?: proxy version)? (\d[\w.]*)/, 'aiosmtpd', 'aio-libs', 'aiosmtpd'],
  [/\bGreenMail SMTP Service v(\d[\w.]*)/, 'GreenMail', 'greenmail', 'greenmail'],
  [/\bStalwart\b/, 'Stalwart', 'stalw', 'stalwart'],
  [/\[XMail (\d[\w.]*)/, 'XMail', 'xmail', 'xmail'],
  [/\bqmail home page\b/, 'qmail', 'qmail', 'qmail'],
];
