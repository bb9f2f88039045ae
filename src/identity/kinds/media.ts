// What plays: TVs, players, speakers, game consoles.
import type { KindRule } from './rule.ts';

// biome-ignore format: a line a rule
export const MEDIA: readonly KindRule[] = [
  // Cast and its devices: TXT "md" is the model.
  ['media-player', 0.5, 'mdns', /_googlecast\._tcp\b/, 'Google Cast: discovery', '_googlecast._tcp'],
  ['media-player', 0.9, 'mdns', /\bmd=Chromecast\b/, 'Google Cast: TXT md', 'md=Chromecast Ultra'],
  ['media-player', 0.9, 'model', /^Chromecast\b/, 'Google: products', 'Chromecast'],
  ['speaker', 0.9, 'mdns', /\bmd=(?:Google Home|Google Nest (?:Mini|Audio)|Nest (?:Mini|Audio)|Google Nest Wifi point)/, 'Google Cast: TXT md', 'md=Google Home Mini'],
  ['speaker', 0.9, 'model', /^(?:Google Home|Google Nest (?:Mini|Audio)|Nest (?:Mini|Audio)|Echo (?:Dot|Studio)?|HomePod)\b/, 'Google, Amazon, Apple: products', 'Google Home Mini'],
  ['media-player', 0.6, 'service', 'googlecast', 'Google Cast: port 8009'],
  ['media-player', 0.4, 'tcp', '8009', 'Google Cast: port 8009', undefined, ['tcp', '8008']],
  // TVs.
  ['tv', 0.7, 'mdns', /_androidtvremote2?\._tcp\b/, 'Android TV remote service', '_androidtvremote2._tcp'],
  ['tv', 0.9, 'model', /^(?:BRAVIA|KD-\d|XR-\d|UE\d{2}|QE\d{2}|QN\d{2}|UN\d{2}|OLED\d{2}|webOS|\[LG\]|\[TV\])|(?<!Android |Apple |Fire )\bTV\b/i, 'model names of TVs', 'BRAVIA 4K UR2'],
  ['tv', 0.9, 'upnp', /\b(?:samsung\.com:device:(?:MainTVServer2|RemoteControlReceiver|IPControlServer)|lge-com:service:webos|lge\.com:device:tv|webos-second-screen)/i, 'Samsung and LG: UPnP device types', 'urn:samsung.com:device:RemoteControlReceiver:1'],
  ['tv', 0.8, 'says', /\b(?:WebOS TV|SmartTV|Smart TV|Tizen TV|Samsung TV|LG Smart TV|BRAVIA)\b/i, 'titles and servers of TVs', 'SmartTV'],
  ['tv', 0.7, 'os', /^(?:Tizen|webOS|Android TV|Google TV)\b/i, 'systems of TVs', 'webOS 6.0'],
  ['tv', 0.6, 'tcp', /^(?:3000|3001)$/, 'LG webOS: second screen', '3000', ['vendor', /^LG (?:Electronics|Innotek)/i, 'LG Electronics']],
  ['tv', 0.6, 'tcp', /^(?:8001|8002)$/, 'Samsung: remote control, ports 8001 and 8002', '8001', ['vendor', /^Samsung/i, 'Samsung Electronics Co.,Ltd']],
  ['tv', 0.7, 'vendor', /^(?:Vizio|Hisense Electric|Qingdao Hisense Electronics|TCL King|Skyworth|LOEWE|TP Vision|Funai)/i, 'IEEE registry: makers of TVs', 'Vizio, Inc'],
  ['tv', 0.6, 'mdns', /\bmodel=(?:UE|QE|QN|OLED|KD-|XR-)/, 'AirPlay 2 in TVs: TXT model', 'model=QE55Q80'],
  // Roku, Apple TV, Fire TV.
  ['media-player', 0.9, 'upnp', /\broku:ecp\b|\bRoku\/\d|roku-com:device:player/i, 'Roku External Control Protocol', 'roku:ecp'],
  ['media-player', 0.85, 'product', /^Roku\b/, 'Roku', 'Roku ECP'],
  ['media-player', 0.7, 'vendor', /^Roku\b/, 'IEEE registry', 'Roku, Inc'],
  ['media-player', 0.45, 'tcp', '8060', 'Roku External Control Protocol: port 8060'],
  ['media-player', 0.95, 'model', /^AppleTV\d/, 'Apple: model identifiers', 'AppleTV11,1'],
  ['media-player', 0.95, 'mdns', /\b(?:model|am|rpMd)=AppleTV\d/, 'Apple: TXT records of AirPlay', 'model=AppleTV11,1'],
  ['media-player', 0.6, 'mdns', /_(?:touch-able|appletv-v2|mediaremotetv)\._tcp\b/, 'Apple TV: remote', '_mediaremotetv._tcp'],
  ['media-player', 0.95, 'model', /^(?:AFT[A-Z]{1,4}\b|SHIELD Android TV|Roku (?:Express|Stick|Ultra|Premiere))/, 'Amazon, NVIDIA, Roku: model names', 'AFTMM'],
  ['media-player', 0.8, 'mdns', /_amzn-wplay\._tcp\b/, 'Amazon Fire TV: discovery', '_amzn-wplay._tcp'],
  ['media-player', 0.4, 'upnp', /\bdevice:MediaRenderer:[123]\b/, 'UPnP MediaRenderer:1', 'urn:schemas-upnp-org:device:MediaRenderer:1'],
  ['media-player', 0.7, 'product', /^(?:Kodi|LibreELEC|Plex Media Player|Volumio|MPD)\b/, 'players', 'Kodi'],
  // Speakers.
  ['speaker', 0.95, 'upnp', /\bdevice:ZonePlayer:1\b|\bSonos\/\d/, 'Sonos: UPnP device type', 'urn:schemas-upnp-org:device:ZonePlayer:1'],
  ['speaker', 0.9, 'mdns', /_(?:sonos|bose-passport|soundtouch|musc|heos-audio)\._tcp\b/, 'Sonos, Bose, Denon: discovery', '_sonos._tcp'],
  ['speaker', 0.85, 'product', /^(?:Sonos|Bose)\b/, 'Sonos, Bose', 'Sonos ZonePlayer'],
  ['speaker', 0.8, 'vendor', /^(?:Sonos,? Inc|Bose Corp|Devialet|Bang & Olufsen|Sound United|Libratone|D&M Holdings)/i, 'IEEE registry: makers of speakers', 'Sonos, Inc.'],
  ['speaker', 0.3, 'product', /^Apple AirTunes\b/, 'AirPlay: speakers, players, TVs and Macs receive it', 'Apple AirTunes'],
  ['speaker', 0.6, 'tcp', '1400', 'Sonos: control, port 1400'],
  ['speaker', 0.95, 'model', /^(?:AudioAccessory\d|Sonos\b|SoundTouch\b)/i, 'Apple, Sonos, Bose: models', 'AudioAccessory5,1'],
  ['speaker', 0.9, 'mdns', /\b(?:model|am|rpMd)=AudioAccessory\d/, 'Apple: TXT records of AirPlay', 'model=AudioAccessory5,1'],
  ['speaker', 0.3, 'mdns', /_(?:raop|spotify-connect)\._tcp\b/, 'AirPlay audio; Spotify Connect', '_spotify-connect._tcp'],
  ['speaker', 0.6, 'service', /^(?:slimproto|squeezebox)$/, 'Squeezebox', 'slimproto'],
  // Game consoles.
  ['game-console', 0.9, 'vendor', /^(?:Sony Interactive Entertainment|Sony Computer Entertainment)/, 'IEEE registry', 'Sony Interactive Entertainment Inc.'],
  ['game-console', 0.9, 'vendor', /^Nintendo\b/i, 'IEEE registry', 'Nintendo Co., Ltd.'],
  ['game-console', 0.85, 'family', /^(?:playstation|nintendo)$/, 'systems of consoles', 'playstation'],
  ['game-console', 0.6, 'udp', /^(?:987|9302)$/, 'PlayStation: remote play discovery, ports 987 and 9302', '987'],
  ['game-console', 0.6, 'tcp', '9295', 'PlayStation: remote play, port 9295'],
  ['game-console', 0.7, 'udp', '5050', 'Xbox SmartGlass: discovery, port 5050', undefined, ['vendor', /^Microsoft/i, 'Microsoft Corporation']],
  ['game-console', 0.65, 'udp', '3074', 'Xbox network: port 3074', undefined, ['vendor', /^Microsoft/i, 'Microsoft Corporation']],
  ['game-console', 0.9, 'name', /^(?:PS[345]-\d|PlayStation|XBOX|XboxOne|NintendoSwitch)/i, 'names that consoles come with', 'PS5-123456'],
  ['game-console', 0.95, 'model', /^(?:PlayStation|PS[345]\b|Xbox|Nintendo)/i, 'their names', 'Xbox Series X'],
  ['game-console', 0.9, 'upnp', /\b(?:Xbox(?:One)?|PLAYSTATION ?[345])\b/i, 'UPnP: names of consoles', 'Xbox-System-OS'],
  ['game-console', 0.8, 'service', 'xbox-smartglass', 'Xbox SmartGlass: discovery, port 5050'],
];
