// A television (R9), for browsers ten years old. It asks what stands there now; while nobody answers it keeps showing
// what it has. Another release is loaded once the server has answered, so never into a gap of the network.
(function () {
  "use strict";
  var root = document.getElementById("screen");
  var FIRST_PAUSE = 5, LONGEST_PAUSE = 60, PATIENCE = 20000;
  var turn = 0, pause = FIRST_PAUSE, stopped = 0, turning, asking, shown = "";

  function stage() { return root.querySelector(".stage"); }
  function of(name) { return stage().getAttribute("data-" + name); }
  function slides() { return root.querySelectorAll(".slide"); }

  // Type grows smaller where a message is too tall for its screen.
  function fit(slide) {
    var words = slide.querySelector(".words"), sizes = ["small", "smaller"], n;
    function tall() { return words.scrollHeight > words.clientHeight + 2 || words.offsetHeight > slide.clientHeight - 60; }
    for (n = 0; n < sizes.length && tall(); n += 1) slide.className += " " + sizes[n];
  }

  function show() {
    var all = slides(), n;
    for (n = 0; n < all.length; n += 1) {
      all[n].className = all[n].className.replace(/ on\b/g, "") + (n === turn % all.length ? " on" : "");
      all[n].setAttribute("aria-hidden", n === turn % all.length ? "false" : "true");
    }
    root.className = Math.floor(turn / 2) % 2 ? "moved" : "";
  }

  function next() {
    if (Date.now() >= stopped) { turn += 1; show(); }
  }

  function begin() {
    var all = slides(), n;
    clearInterval(turning);
    for (n = 0; n < all.length; n += 1) fit(all[n]);
    show();
    if (all.length > 1) turning = setInterval(next, Number(of("stands")) * 1000);
  }

  function later(seconds) {
    clearTimeout(asking);
    asking = setTimeout(ask, seconds * 1000);
  }

  function failed() {
    later(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  function take(text) {
    var box = document.createElement("div"), found;
    box.innerHTML = text;
    found = box.querySelector(".stage");
    if (!found) return failed();
    pause = FIRST_PAUSE;
    if (found.getAttribute("data-state") === "gone" || found.getAttribute("data-release") !== root.getAttribute("data-release")) {
      location.reload();
      return undefined;
    }
    if (text !== shown) {
      shown = text;
      root.replaceChild(found, stage());
      begin();
    }
    return later(Number(of("asks")));
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", root.getAttribute("data-address"));
    request.timeout = PATIENCE;
    request.onload = function () { if (request.status === 200) take(request.responseText); else failed(); };
    request.onerror = failed;
    request.ontimeout = failed;
    request.send();
  }

  // At a desk: arrows turn, Enter or the space bar stops it for five minutes.
  document.addEventListener("keydown", function (event) {
    var key = event.keyCode;
    if (key === 39 || key === 37) {
      turn = Math.max(0, turn + (key === 39 ? 1 : -1));
      show();
    }
    if (key === 13 || key === 32) stopped = Date.now() < stopped ? 0 : Date.now() + 300000;
  });

  begin();
  later(Number(of("asks")));
}());
