(function () {
  var search = document.getElementById('search');
  var buttons = Array.prototype.slice.call(document.querySelectorAll('.tools button[data-verdict]'));
  var cases = Array.prototype.slice.call(document.querySelectorAll('details.case'));
  var shown = document.getElementById('shown');
  function update() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var wanted = buttons.filter(function (b) { return b.getAttribute('aria-pressed') === 'true'; })
      .map(function (b) { return b.dataset.verdict; });
    var count = 0;
    cases.forEach(function (each) {
      var text = each.dataset.text;
      var fits = (wanted.length === 0 || wanted.indexOf(each.dataset.verdict) >= 0) &&
        words.every(function (word) { return text.indexOf(word) >= 0; });
      each.hidden = !fits;
      if (fits) count += 1;
    });
    shown.textContent = count === cases.length ? '' : count + ' of ' + cases.length + ' cases shown';
  }
  function open() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'DETAILS') { target.open = true; target.hidden = false; }
  }
  buttons.forEach(function (button) {
    button.addEventListener('click', function () {
      button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
      update();
    });
  });
  Array.prototype.slice.call(document.querySelectorAll('a[data-find]')).forEach(function (link) {
    link.addEventListener('click', function (event) {
      event.preventDefault();
      buttons.forEach(function (b) { b.setAttribute('aria-pressed', 'false'); });
      search.value = link.dataset.find;
      update();
      document.getElementById('cases').scrollIntoView();
    });
  });
  search.addEventListener('input', update);
  window.addEventListener('hashchange', open);
  open();
})();
