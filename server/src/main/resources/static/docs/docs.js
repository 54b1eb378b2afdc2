'use strict';

window.SwaggerUIBundle({ url: new URL('../openapi.yaml', document.baseURI).href, dom_id: '#docs', deepLinking: true, tryItOutEnabled: true });
