// Cameras and what records them.
import type { KindRule } from './rule.ts';

// biome-ignore format: a line a rule
export const CAMERAS: readonly KindRule[] = [
  ['camera', 0.85, 'wsd', /\bNetworkVideoTransmitter\b/, 'ONVIF Core Specification 7.3.1', 'dn:NetworkVideoTransmitter'],
  ['video-recorder', 0.85, 'wsd', /\b(?:NetworkVideo(?:Storage|Display)|onvif:\/\/www\.onvif\.org\/type\/(?:NetworkVideoStorage|Recording|NVR))/, 'ONVIF Core Specification 7.3.1', 'dn:NetworkVideoStorage'],
  ['camera', 0.75, 'wsd', /\bonvif:\/\/www\.onvif\.org\/(?:type\/video_encoder|Profile\/Streaming)/i, 'ONVIF Core Specification 7.3.2.2: scopes', 'onvif://www.onvif.org/type/video_encoder'],
  ['camera', 0.8, 'mdns', /_(?:axis-video|rtsp|vapix-https?|psia|CGI)\._tcp\b/, 'Axis, VAPIX: discovery; IANA rtsp', '_axis-video._tcp'],
  ['camera', 0.45, 'tcp', '554', 'RFC 7826: RTSP'],
  ['camera', 0.5, 'service', 'rtsp', 'RFC 7826: RTSP'],
  ['camera', 0.5, 'tcp', '8000', 'Hikvision: SDK port', undefined, ['vendor', /Hikvision/i, 'Hangzhou Hikvision Digital Technology Co.,Ltd.']],
  ['camera', 0.5, 'tcp', '37777', 'Dahua: TCP port of its own protocol'],
  ['camera', 0.4, 'tcp', '34567', 'Xiongmai: port of its own protocol'],
  ['camera', 0.85, 'product', /^(?:AXIS camera|Hikvision|Dahua|Samsung Techwin|GeoVision|motionEye|Mobotix|Vivotek|Foscam|Reolink|Hanwha|Bosch .{0,20}camera)/i, 'their login pages', 'AXIS camera httpd'],
  ['camera', 0.7, 'service', /^(?:sadp|dahua-discovery|dhip)$/, 'Hikvision SADP; Dahua DHIP', 'sadp'],
  ['camera', 0.9, 'service', 'gvcp', 'GigE Vision: control protocol of industrial cameras'],
  ['camera', 0.75, 'vendor', /^(?:Hangzhou Hikvision|Prama Hikvision|Zhejiang Dahua|Axis Communications|Mobotix|Vivotek|Reolink|Hanwha (?:Techwin|Vision)|SAMSUNG TECHWIN|Arecont|Zhejiang Uniview|Foscam|Blink by Amazon|Arlo|Wyze|GeoVision|Avigilon)/i, 'IEEE registry: makers of cameras', 'Axis Communications AB'],
  ['camera', 0.7, 'maker', /^(?:Axis|Hikvision|Dahua|Mobotix|Vivotek|Reolink|Hanwha|Foscam|GeoVision|Uniview)\b/i, 'makers of cameras', 'Axis'],
  ['camera', 0.95, 'model', /^(?:DS-2[CD]|IPC-|DH-IPC|AXIS [MPQ]\d{4}|[MPQ]\d{4}-[ELVR]{1,3}\b|SN[DOPV]-|XN[DOPV]-|RLC-)/i, 'model names of Hikvision, Dahua, Axis, Hanwha, Reolink', 'DS-2CD2142FWD-I'],
  ['video-recorder', 0.95, 'model', /^(?:DS-[789]\d{3}|iDS-|NVR|DVR|XVR|DHI?-(?:NVR|XVR)|RLN\d|UNVR)/i, 'model names of recorders', 'DS-7608NI-K2'],
  ['camera', 0.75, 'name', /^(?:axis-[0-9a-f]{12}|ipcam|ipcamera|IPC[-_]?\d|HIKVISION|RLC-)/i, 'names that cameras come with', 'axis-accc8e123456'],
  ['camera', 0.7, 'says', /\b(?:Hikvision|App-webs|IP ?Cam(?:era)?|Network Camera|IPCAM|Dahua Rtsp|IP Webcam)\b/i, 'titles, realms and servers of cameras', 'Network Camera'],
  ['video-recorder', 0.75, 'says', /\b(?:NVR|DVR|Network Video Recorder)\b/, 'titles of recorders', 'NVR Login'],
  ['camera', 0.8, 'upnp', /\bdevice:(?:DigitalSecurityCamera|EmbeddedNetDevice):1\b/, 'UPnP DigitalSecurityCamera:1', 'urn:schemas-upnp-org:device:DigitalSecurityCamera:1'],
];
