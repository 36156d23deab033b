// Any unknown address leads to the page; a shared view lives behind the `#` and is kept.
location.replace(document.baseURI + location.search + location.hash);
