// Runs before the first paint, so that neither colours nor language change under the reader's eyes.
(() => {
  const remembered = (name) => {
    try {
      return JSON.parse(localStorage.getItem('katong.' + name));
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const theme = remembered('theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }
  const language = remembered('language') ?? navigator.language ?? 'en';
  root.lang = language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
})();
