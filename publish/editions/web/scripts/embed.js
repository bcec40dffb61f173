// The player of a web edition in a page of another site:
//
//   <script src="https://host/NAME-web/embed.js" defer></script>
//   <publish-player src="https://host/NAME-web/"><a href="https://host/NAME-web/">Listen</a></publish-player>
//
// The frame may run the player and open its links, and nothing else. Its own origin, and with it the
// position where one was, it gets only from another site: on the same one it could leave the sandbox.
'use strict';

(() => {
  if (customElements.get('publish-player')) return;

  class PublishPlayer extends HTMLElement {
    static observedAttributes = ['src'];

    #frame = null;
    #title = '';

    connectedCallback() {
      // What stands here for browsers without scripts names the frame.
      this.#title ||= this.getAttribute('title') || this.textContent.trim() || 'Audio player';
      addEventListener('message', this);
      this.#show();
    }

    disconnectedCallback() {
      removeEventListener('message', this);
    }

    attributeChangedCallback() {
      if (this.isConnected && this.#title) this.#show();
    }

    // The player says how high it is.
    handleEvent({ source, data }) {
      const height = Number(data?.publishPlayer);
      if (source === this.#frame?.contentWindow && height > 0 && height < 2000) this.#frame.height = Math.ceil(height);
    }

    #show() {
      const page = new URL(this.getAttribute('src') ?? '', document.baseURI);
      if (!['http:', 'https:', 'file:'].includes(page.protocol)) return;
      // The address is that of the edition's folder, or of one of its pages.
      const [, folder, name] = /^(.*?)(?:\/([^/]+\.html))?\/?$/.exec(page.pathname);
      page.pathname = `${folder}/${!name || name === 'index.html' ? 'embed.html' : `embed-${name}`}`;
      const frame = document.createElement('iframe');
      const other = page.protocol === 'file:' || page.origin !== location.origin;
      frame.setAttribute('sandbox', `allow-scripts allow-popups allow-popups-to-escape-sandbox${other ? ' allow-same-origin' : ''}`);
      frame.allow = 'autoplay; clipboard-write';
      frame.loading = 'lazy';
      frame.title = this.#title;
      frame.width = '100%';
      frame.height = 170;
      frame.style.setProperty('border', '0');
      frame.style.setProperty('display', 'block');
      frame.src = page.href;
      this.#frame = frame;
      this.replaceChildren(frame);
    }
  }

  customElements.define('publish-player', PublishPlayer);
})();
