/// What pages do beyond their HTML; without it, everything works but this.
enum ConsoleScript {
    static let text = """
        "use strict";
        (function () {
          // Copies a command. The button is of no use without this script, and is hidden then.
          function prepare(root) {
            root.querySelectorAll("button.copy").forEach(function (button) {
              if (!navigator.clipboard) return;
              button.hidden = false;
              button.addEventListener("click", function () {
                navigator.clipboard.writeText(button.dataset.copy).then(function () {
                  button.classList.add("copied");
                  setTimeout(function () { button.classList.remove("copied"); }, 1500);
                });
              });
            });
          }
          prepare(document);

          // "/" goes to the search.
          document.addEventListener("keydown", function (event) {
            var target = event.target;
            var types = target.matches && target.matches("input, select, textarea");
            var search = document.getElementById("search");
            if (event.key !== "/" || types || event.ctrlKey || event.metaKey || event.altKey || !search) return;
            event.preventDefault();
            search.focus();
          });

          // Renews the page's content while it is visible and nobody works with it.
          var live = document.getElementById("live");
          if (!live || !live.dataset.refresh) return;
          var touched = false;
          var loading = false;
          live.addEventListener("input", function () { touched = true; });

          function isBusy() {
            var selection = document.getSelection();
            return document.hidden || touched || loading || live.contains(document.activeElement)
              || live.querySelector("details[open]") || (selection && !selection.isCollapsed && live.contains(selection.anchorNode));
          }

          function refresh() {
            if (isBusy()) return;
            loading = true;
            fetch(location.href, { credentials: "same-origin", redirect: "manual", headers: { "X-Refresh": "1" } })
              .then(function (answer) {
                // The session ended: the page says so when it is loaded.
                if (answer.type === "opaqueredirect" || answer.status === 403) { location.reload(); return ""; }
                return answer.ok ? answer.text() : "";
              })
              .then(function (text) {
                loading = false;
                if (!text || isBusy()) return;
                var next = new DOMParser().parseFromString(text, "text/html").getElementById("live");
                if (!next) return;
                live.replaceChildren.apply(live, Array.from(next.childNodes));
                prepare(live);
              })
              .catch(function () { loading = false; });
          }
          setInterval(refresh, Number(live.dataset.refresh) * 1000);
        })();
        """
}
