// “Back” on the page that leads off this site: closes the tab that the link has opened, or goes
// back. Without this script it leads to the first page.
"use strict";

document.querySelector("[data-back]")?.addEventListener("click", (event) => {
  const home = event.currentTarget.href;
  event.preventDefault();
  if (history.length > 1) {
    history.back();
    return;
  }
  window.close();
  setTimeout(() => location.assign(home), 200); // a browser that closes no tab by script
});
