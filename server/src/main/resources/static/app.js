import './components/katong-app.js';
