// Beside the comment while it is typed: how many characters are left, and at once a hint about personal data. Counts as
// forms/cleaning.py does; looks less closely than survey_app/personal_data.py, which masks what is read.
{
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;
const shapes = {
  dossier: /[A-Z]\d{2}(\.\d{1,3})*\s?-\s?\d{6}\s?-\s?\d{3,6}/gi,
  email: /[\w.+-]+\s?(@|\(at\)|a còng|(tại|at)(?= (gmail|yahoo|hotmail|outlook|icloud)))\s?[\w-]+(\.|\s?(chấm|dot)\s?)[a-z]{2,}/gi,
  plate: /(^|[^\w.\/-])[1-9]\d[ -]?[A-HK-NP-Z]{1,2}\d?[ .-]{0,2}\d{3}[. ]?\d{2}(?!\w|\.\d)/g,
  phone: /((^|[^\d.,\/-])(\+?84|0)|(^|[^\w.,\/-])o)([ .\-()\n]{0,3}[\doOIl]){8,10}(?![\da-z]|[.,-][1-9])/gi,
  identity: /(^|[^\d.,\/-])(\d{3}[ .]?\d{3}[ .]?\d{2}[1-9]|\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}[1-9])(?!\d|[.,]\d|\s*(đ|vnđ|vnd|tr|ng|t[ỷỉ]|m2|%|lượt))|(cccd|cmnd|c[ăa]n cước|stk|tài khoản|số thẻ)[\s:.]*(số|là)?[\s:.]*\d{8,20}(?!\d|[.,]\d|\s*(đ|vn|tr))|(hộ chiếu|passport)[\s:.]*(số|là)?[\s:.]*[a-z]\d{7,8}(?!\d)/gi,
};

const characters = text => [...text.replace(unseen, "").trim().normalize("NFC")].length;
const spelled = number => number.toLocaleString(document.documentElement.lang);

sipas.tooLong = field => {
  const came = characters(field.value), most = +field.dataset.most;
  return came > most ? TEXT.shorter.replace("%(came)s", spelled(came)).replace("%(limit)s", spelled(most)) : "";
};

// each shape is taken out before the next is looked for: a phone number is no identity number too
const found = text => {
  let rest = text.slice(0, 5000).normalize("NFKC").replace(/[\u200b-\u200f\u2060\ufe0f\u20e3]/g, "");
  const kinds = Object.keys(shapes).filter(kind => rest !== (rest = rest.replace(shapes[kind], "\n")));
  return Object.keys(TEXT.kinds).filter(kind => kinds.includes(kind)).map(kind => TEXT.kinds[kind]);
};

function line(field, name, role) {
  const id = `${field.id}-${name}`, there = document.getElementById(id);
  if (there) return there;
  const made = Object.assign(document.createElement("p"), {id, className: "small"});
  if (role) made.setAttribute("role", role);
  field.after(made);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby")} ${id}`);
  return made;
}

function tell(field) {
  if (!field.dataset?.most) return;
  const hint = line(field, "hint", "status"), count = line(field, "count");
  const left = field.dataset.most - characters(field.value), kinds = found(field.value);
  const said = kinds.length ? TEXT.hint.replace("#", kinds.join(", ")) : "";
  count.textContent = (left < 0 ? TEXT.over : TEXT.left).replace("#", spelled(Math.abs(left)));
  count.classList.toggle("error", left < 0);
  hint.classList.toggle("wrong", said !== "");
  // said again only when it says something else: a screen reader would repeat it at every letter
  if (hint.textContent !== said) hint.textContent = said;
}

document.addEventListener("input", event => tell(event.target));
document.addEventListener("focusin", event => tell(event.target));
// typed before this script had loaded
document.querySelectorAll("textarea").forEach(field => field.value && tell(field));
// the hint stood beside the field: the kit need not show it before it keeps the answer
document.addEventListener("submit", event => {
  if (!event.target["form-nonce"] || event.target["form-hint"]) return;
  event.target.append(Object.assign(document.createElement("input"), {type: "hidden", name: "form-hint", value: "1"}));
}, true);
}
