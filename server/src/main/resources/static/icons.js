import { html, svg } from 'lit';

/** An icon for the words beside it; it has no name of its own for a screen reader. */
const icon = (paths) => html`
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"
    fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"
    stroke-linejoin="round">${paths}</svg>`;

export const photoIcon = icon(svg`<path d="M4 5h16v14H4z"/><circle cx="9" cy="10" r="1.6"/>
  <path d="m4 17 5-4 3.5 2.5L16 12l4 3.5"/>`);
export const photosIcon = icon(svg`<path d="M7 8h13v11H7z"/><path d="M4 16V5h13"/>
  <path d="m7 17 4-3.5 3 2 3-3 3 2.5"/>`);
export const historyIcon = icon(svg`<path d="M4.5 9.5a8 8 0 1 1-.4 4"/><path d="M4 4.5v5h5"/>
  <path d="M12 8v4.5l3 2"/>`);
export const systemIcon = icon(svg`<path d="M3 13h4l2.5-7 5 12 2.5-7 1 2h3"/>`);
export const cameraIcon = icon(svg`<path d="M3 8h4l1.6-2.5h6.8L17 8h4v11H3z"/>
  <circle cx="12" cy="13" r="3.6"/>`);
export const folderIcon = icon(svg`<path d="M3 18V6h6l2 2.5h10V18z"/>`);
export const brushIcon = icon(svg`<path d="M20.5 3.5c-5 2-9 6-11.2 9.6l2.4 2.2c3.4-2.4 7-6.6 8.8-11.8z"/>
  <path d="M9.3 13.1c-3-.3-3.5 2-3.7 3.6-.2 1.6-1 2.5-2.6 2.9 4 1.4 8.3.5 8.7-4.3"/>`);
export const downloadIcon = icon(svg`<path d="M12 4v11"/><path d="m7.5 11 4.5 4.5 4.5-4.5"/>
  <path d="M4.5 19.5h15"/>`);
export const faceIcon = icon(svg`<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4"/>
  <path d="M9 10v.5M15 10v.5"/><path d="M8.8 14.5c1.9 1.8 4.5 1.8 6.4 0"/>`);
export const closeIcon = icon(svg`<path d="m6 6 12 12M18 6 6 18"/>`);
export const trashIcon = icon(svg`<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5"/>`);
export const retryIcon = icon(svg`<path d="M19.5 9.5a8 8 0 1 0 .4 4"/><path d="M20 4.5v5h-5"/>`);
export const stopIcon = icon(svg`<path d="M5.5 5.5h13v13h-13z"/>`);
export const openIcon = icon(svg`<path d="M5 12h13"/><path d="m13 6.5 5.5 5.5-5.5 5.5"/>`);
export const previousIcon = icon(svg`<path d="m14.5 5.5-6.5 6.5 6.5 6.5"/>`);
export const nextIcon = icon(svg`<path d="M9.5 5.5 16 12l-6.5 6.5"/>`);
export const warningIcon = icon(svg`<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17v.2"/>`);
export const doneIcon = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`);
export const waitingIcon = icon(svg`<path d="M7 4h10M7 20h10M8 4c0 4 4 5 4 8s-4 4-4 8M16 4c0 4-4 5-4 8s4 4 4 8"/>`);
export const loadIcon = icon(svg`<path d="M12 15.5v-11"/><path d="m7.5 8.5 4.5-4.5 4.5 4.5"/>
  <path d="M4.5 19.5h15"/>`);
export const turnIcon = icon(svg`<path d="M4 12a8 8 0 0 1 13.5-5.8L20 8.5M20 4v4.5h-4.5"/>
  <path d="M20 12a8 8 0 0 1-13.5 5.8L4 15.5M4 20v-4.5h4.5"/>`);
export const autoIcon = icon(svg`<circle cx="12" cy="12" r="8"/>
  <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>`);
export const lightIcon = icon(svg`<circle cx="12" cy="12" r="3.8"/>
  <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>`);
export const darkIcon = icon(svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>`);
export const repeatIcon = icon(svg`<path d="M4 11V8h13M14 4.5 17.5 8 14 11.5"/><path d="M20 13v3H7M10 19.5 6.5 16l3.5-3.5"/>`);
export const plusIcon = icon(svg`<path d="M5 12h14M12 5v14"/>`);
export const minusIcon = icon(svg`<path d="M5 12h14"/>`);
export const copyIcon = icon(svg`<path d="M9 8h11v12H9z"/><path d="M15 8V4H4v12h5"/>`);
export const shareIcon = icon(svg`<circle cx="6" cy="12" r="2.4"/><circle cx="17.5" cy="6" r="2.4"/>
  <circle cx="17.5" cy="18" r="2.4"/><path d="m8.2 10.9 7.1-3.8M8.2 13.1l7.1 3.8"/>`);
export const keyIcon = icon(svg`<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M15.5 8l3 3M18 5.5l2 2"/>`);
export const expandIcon = icon(svg`<path d="m6 9.5 6 6 6-6"/>`);

/** The wordmark's seal: 卡通, cut into vermilion. */
export const seal = html`
  <svg class="seal" viewBox="0 0 128 128" aria-hidden="true" focusable="false">
    <rect x="2" y="2" width="124" height="124" rx="15" fill="var(--seal-fill)"/>
    <rect x="9" y="9" width="110" height="110" rx="9" fill="none" stroke="var(--on-seal)" stroke-width="3"/>
    <g fill="var(--on-seal)">
      <path transform="translate(16 39) scale(.5)" d="M41 3V42H3L4 45H41V97H44C48 97 54 95 54 94V56C65 61 74 68 78 72C90 77 96 53 54 54V48C56 47 57 46 57 45H95C96 45 97 45 98 44C93 39 85 34 85 34L78 42H54V25H84C85 25 86 24 86 23C82 19 75 14 75 14L68 22H54V7C56 7 57 6 57 4Z"/>
      <path transform="translate(63 39) scale(.5)" d="M8 5 7 6C11 12 16 20 17 27C28 35 37 14 8 5ZM78 58H67V47H78ZM47 78V61H57V79H59C64 79 67 77 67 77V61H78V70C78 71 78 71 76 71C75 71 70 71 70 71V72C74 73 75 74 76 75C76 77 77 79 77 82C88 81 89 77 89 70V35C91 34 92 33 93 32L82 24L77 30H69C72 28 74 25 70 22C76 20 82 17 86 15C89 15 90 14 90 14L80 4L74 10H34L35 12H73C71 15 69 18 66 20C62 18 56 16 45 16L44 18C53 20 58 25 61 29C62 29 62 30 63 30H48L36 25V80C32 79 29 77 26 74V43C29 43 31 42 31 41L20 32L14 39H3L3 42H16V76C11 79 6 82 2 85L10 96C11 96 12 95 11 94C14 88 19 81 21 78C22 76 23 76 25 78C33 90 42 95 62 95C71 95 82 95 90 95C90 90 93 86 97 85V84C86 84 77 84 66 84C54 84 45 84 38 81C43 81 47 79 47 78ZM78 44H67V33H78ZM57 58H47V47H57ZM57 44H47V33H57Z"/>
    </g>
  </svg>`;
