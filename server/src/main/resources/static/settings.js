import { remembered } from './remembered.js';

export const FORMATS = ['png', 'jpg', 'webp'];
export const FORMAT_NAMES = { png: 'PNG', jpg: 'JPEG', webp: 'WebP' };
export const FACES = ['auto', 'off', 'required'];
export const DETAILS = ['photo', 'plain', 'network'];
export const METADATA = ['none', 'settings', 'exif', 'all'];
/** The numbers of styles that can be compared with each other. */
export const LEAST_STYLES = 2;
export const MOST_STYLES = 4;
export const LEAST_STRENGTH = 0.1;

const DEFAULTS = {
  strength: 1,
  tone: 'style',
  format: 'png',
  quality: 92,
  faces: 'auto',
  detail: 'photo',
  background: '#ffffff',
  metadata: 'settings',
};

const COLOUR = /^#[0-9a-f]{6}$/;

/** True if a format's size depends on the quality. */
export function hasQuality(format) {
  return format !== 'png';
}

/** True if a format cannot show a photo's transparency. */
export function needsBackground(format) {
  return format === 'jpg';
}

/** The settings of the last visit, as far as this service allows them. */
export function firstSettings(service) {
  return allowed(remembered.get('settings') ?? {}, service);
}

/** The settings that a job was made with, as far as this service allows them. */
export function settingsOf(job, service) {
  const { output_format: format, ...others } = job.settings;
  return allowed({ ...others, format }, service);
}

function allowed(last, { styles, limits }) {
  const among = (values, value, otherwise) => (values.includes(value) ? value : otherwise);
  const between = (least, most, value, otherwise) =>
    value >= least && value <= most ? value : otherwise;
  const names = styles.styles.map((style) => style.name);
  return {
    style: among(names, last.style, styles.default),
    strength: between(LEAST_STRENGTH, 1, last.strength, DEFAULTS.strength),
    tone: last.tone === 'style' ? last.tone : between(0, 1, last.tone, DEFAULTS.tone),
    resolution: between(
      limits.minResolution,
      limits.maxResolution,
      last.resolution,
      limits.defaultResolution,
    ),
    format: among(FORMATS, last.format, DEFAULTS.format),
    quality: between(1, 100, last.quality, DEFAULTS.quality),
    faces: among(FACES, last.faces, DEFAULTS.faces),
    detail: among(DETAILS, last.detail, DEFAULTS.detail),
    background: COLOUR.test(last.background) ? last.background : DEFAULTS.background,
    metadata: among(METADATA, last.metadata, DEFAULTS.metadata),
  };
}

export function rememberSettings(settings) {
  remembered.set('settings', settings);
}

/** The tone of a picture, 0 to 1: that of the settings, or the one that the style recommends. */
export function toneOf(settings, styles) {
  return settings.tone === 'style'
    ? (styles.find((style) => style.name === settings.style)?.tone ?? 0)
    : settings.tone;
}

/** The settings as a form's fields. */
export function fields(settings) {
  const all = [
    ['style', settings.style],
    ['resolution', String(settings.resolution)],
    ['strength', String(settings.strength)],
    ['tone', String(settings.tone)],
    ['output_format', settings.format],
    ['faces', settings.faces],
    ['detail', settings.detail],
    ['background', settings.background],
    ['metadata', settings.metadata],
  ];
  if (hasQuality(settings.format)) {
    all.push(['quality', String(settings.quality)]);
  }
  return all;
}
