import { languageTag, t } from './language.js';

const KIB = 1024;

function number(value, digits = 0) {
  return new Intl.NumberFormat(languageTag(), {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
}

export function count(value) {
  return number(value);
}

function unit(name, value, digits = 0) {
  return new Intl.NumberFormat(languageTag(), {
    style: 'unit',
    unit: name,
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
}

/** MB and GB are binary, as everywhere in Katong. */
export function bytes(value) {
  if (value >= KIB ** 3) {
    return unit('gigabyte', value / KIB ** 3, 1);
  }
  if (value >= KIB ** 2) {
    const mb = value / KIB ** 2;
    return unit('megabyte', mb, mb < 10 ? 1 : 0);
  }
  return unit('kilobyte', Math.ceil(value / KIB));
}

export function millis(value) {
  if (value >= 1000) {
    return t('unit.seconds', { n: number(value / 1000, value < 10_000 ? 2 : 1) });
  }
  return t('unit.millis', { n: number(value, value < 10 ? 1 : 0) });
}

/** Pictures a minute. */
export function rate(value) {
  return number(value, value < 10 ? 1 : 0);
}

/** Several things one after the other. */
export function list(parts) {
  return parts.filter(Boolean).join(t('comma'));
}

/** A length of time in whole seconds, as people say it. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return t('unit.seconds', { n: whole });
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60 && whole % 60 === 0) {
    return t('unit.full-minutes', { n: minutes });
  }
  if (minutes < 60) {
    return t('unit.minutes', { n: minutes, s: whole % 60 });
  }
  return t('unit.hours', { n: Math.floor(minutes / 60), m: minutes % 60 });
}

export function percent(fraction) {
  return new Intl.NumberFormat(languageTag(), { style: 'percent', maximumFractionDigits: 0 }).format(
    fraction,
  );
}

export function size(width, height) {
  return `${Math.round(width)} × ${Math.round(height)}`;
}

export function moment(text) {
  const date = new Date(text);
  const today = new Date().toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(languageTag(), {
    ...(today ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}
