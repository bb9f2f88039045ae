// FTP servers by the words of their greetings (group 1: the version).
import type { ProgramRow } from '../mail/greeting.ts';

export const FTP_PROGRAMS: readonly ProgramRow[] = [
  [/\(vsFTPd (\d[\w.]*)/, 'vsftpd', 'vsftpd_project', 'vsftpd'],
  [/\bProFTPD\b(?: (\d[\w.]*))?/, 'ProFTPD', 'proftpd', 'proftpd'],
  [/\bPure-FTPd\b(?: (\d[\w.]*))?/, 'Pure-FTPd', 'pureftpd', 'pure-ftpd'],
  [/\bFileZilla Server(?: version)? v?(\d[\w.]*)/, 'FileZilla Server', 'filezilla-project', 'filezilla_server'],
  [
    /\bMicrosoft FTP Service\b(?: \(Version (\d[\w.]*))?/,
    'Microsoft IIS ftpd',
    'microsoft',
    'internet_information_services',
  ],
  [/\(Version wu-(\d[\w.]*)/, 'WU-FTPD', 'washington_university', 'wu-ftpd'],
  [/\bServ-U FTP[ -]Server v?(\d[\w.]*)/i, 'Serv-U', 'solarwinds', 'serv-u'],
  [/\bpyftpdlib (\d[\w.]*)/, 'pyftpdlib', 'g.rodola', 'pyftpdlib'],
  [/\bGNU inetutils (\d[\w.]*)/, 'GNU Inetutils ftpd', 'gnu', 'inetutils'],
  [/\(GNU inetutils\) (\d[\w.]*)/, 'GNU Inetutils ftpd', 'gnu', 'inetutils'],
  [/\bCrushFTP\b(?: Server)?(?: v?(\d[\w.]*))?/, 'CrushFTP', 'crushftp', 'crushftp'],
  [/\bCerberus FTP Server\b(?: (\d[\w.]*))?/, 'Cerberus FTP Server', 'cerberusftp', 'ftp_server'],
  [/\bWing FTP Server (\d[\w.]*)/, 'Wing FTP Server', 'wftpserver', 'wing_ftp_server'],
  [/\bXlight (?:FTP )?[Ss]erver\b(?: v?(\d[\w.]*))?/, 'Xlight FTP Server', 'xlightftpd', 'xlight_ftp_server'],
  [/\bTitan FTP Server (\d[\w.]*)/, 'Titan FTP Server', 'southrivertech', 'titan_ftp_server'],
  [/\bWS_FTP Server (\d[\w.]*)/, 'WS_FTP Server', 'progress', 'ws_ftp_server'],
  [/\bglFTPd (\d[\w.]*)/, 'glFTPd', 'glftpd', 'glftpd'],
  [/\bbftpd (\d[\w.]*)/, 'bftpd', 'bftpd_project', 'bftpd'],
  [/\buftpd \(?v?(\d[\w.]*)/, 'uftpd', 'troglobit', 'uftpd'],
  [/\(HylaFAX \(tm\) Version (\d[\w.]*)/, 'HylaFAX', 'hylafax', 'hylafax'],
  [/\bNcFTPd Server\b/, 'NcFTPd', 'ncftp', 'ncftpd'],
  [/\btnftpd (\d[\w.]*)/, 'tnftpd', 'netbsd', 'tnftpd'],
  [/\bSFTPGo (\d[\w.]*)/, 'SFTPGo', 'sftpgo_project', 'sftpgo'],
  [/\bMikroTik FTP server \(MikroTik (\d[\w.]*)/, 'MikroTik RouterOS ftpd', 'mikrotik', 'routeros'],
  [/\bVxWorks (?:FTP server )?\((?:VxWorks )?(\d[\w.]*)/, 'VxWorks ftpd', 'windriver', 'vxworks'],
  [/\(Version (\d[\w.]*)\/OpenBSD(?:\/Linux-ftpd-[\d.]+)?\)/, 'BSD ftpd', 'openbsd', 'ftpd'],
];

/** Devices that name themselves. */
export const FTP_DEVICES: readonly (readonly [RegExp, string])[] = [
  [/^FRITZ!(?:Box|Repeater)[\w ]{0,30}/, 'router'],
  [/\bMikroTik\b/, 'router'],
  [/\bAXIS [\w-]{1,20}(?: [\w-]{1,20}){0,3} Camera\b/, 'camera'],
  [/\bJetDirect\b|\bLexmark\b|\bRICOH\b|\bBrother\b|\bXerox\b|\bEPSON\b/, 'printer'],
  [/^NASFTPD\b|\bSynology\b|\bReadyNAS\b|\bDiskStation\b/, 'nas'],
];
