import './components/katong-app.js';
import { keepPage } from './incoming.js';

keepPage();
