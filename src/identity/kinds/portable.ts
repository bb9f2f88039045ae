// Phones, tablets, watches.
import type { KindRule } from './rule.ts';

// biome-ignore format: a line a rule
export const PORTABLE: readonly KindRule[] = [
  ['phone', 0.95, 'model', /^(?:iPhone\d|iPhone\b|Pixel \d|SM-[AGNSF]\d|Galaxy S|ONEPLUS|Redmi|Nexus [456])/i, 'Apple, Google, Samsung and others: model names', 'iPhone15,2'],
  ['tablet', 0.95, 'model', /^(?:iPad\d|iPad\b|SM-[TPX]\d|Galaxy Tab|Pixel (?:C|Tablet)|KF[A-Z]{3,4}|Nexus (?:7|9|10))/i, 'Apple, Samsung, Amazon: model names', 'iPad13,1'],
  ['phone', 0.9, 'mdns', /\b(?:rpMd|rpmd|model)=iPhone\d/, 'Apple: _companion-link', 'rpMd=iPhone15,2'],
  ['tablet', 0.9, 'mdns', /\b(?:rpMd|rpmd|model)=iPad\d/, 'Apple: _companion-link', 'rpMd=iPad13,1'],
  ['watch', 0.9, 'model', /^(?:Watch\d|Galaxy Watch|Pixel Watch|Fenix|Forerunner)/i, 'Apple, Samsung, Garmin: model names', 'Watch6,1'],
  ['watch', 0.5, 'vendor', /^(?:Garmin|Fitbit|Suunto|Polar Electro|Withings)/i, 'IEEE registry', 'Garmin International'],
  ['phone', 0.7, 'name', /\biPhone\b/i, 'names that people and systems give', 'Annas-iPhone'],
  ['tablet', 0.7, 'name', /\biPad\b/i, 'names that people and systems give', 'Annas-iPad'],
  ['phone', 0.65, 'name', /^(?:Galaxy-[ASZ]\d|Pixel-\d|OnePlus-|HUAWEI_P|Redmi-|Xiaomi-|Mi-\d|SM-[AGNSF])/i, 'names that Android phones come with', 'Galaxy-S21'],
  ['tablet', 0.65, 'name', /^(?:Galaxy-Tab|SM-[TPX]\d)/i, 'names that Android tablets come with', 'Galaxy-Tab-S7'],
  ['phone', 0.55, 'name', /^android[-_]?(?:[0-9a-f]{8,16})?$/i, 'AOSP: DHCP host names', 'android-1a2b3c4d5e6f7a8b'],
  ['phone', 0.6, 'tcp', '62078', 'Apple: lockdownd, port 62078 (iphone-sync)'],
  ['phone', 0.45, 'mdns', /_apple-mobdev2?\._tcp\b/, 'Apple: pairing over Wi-Fi', '_apple-mobdev2._tcp'],
  ['phone', 0.4, 'family', 'ios', 'there are more of them than of tablets'],
  ['phone', 0.5, 'family', 'android', 'there are more of them than of all else'],
  ['phone', 0.4, 'dhcp', /^android-dhcp-\d/i, 'AOSP, DhcpClient: vendor class', 'android-dhcp-13'],
  ['phone', 0.5, 'vendor', /^(?:OnePlus|GUANGDONG OPPO|vivo Mobile|HTC Corp|Fairphone|Motorola Mobility|Nothing Technology|HMD Global|Xiaomi Communications|Huawei Device)/i, 'IEEE registry: makers of phones', 'OnePlus Technology (Shenzhen) Co., Ltd'],
  ['phone', 0.4, 'service', 'adb', 'Android Debug Bridge protocol'],
];
