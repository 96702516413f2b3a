// On every citizen's page, inline. What is sent is first kept on the phone under its page's nonce, and sent until the
// kit itself has answered: its pages carry the header Sipas, those of a hotel's login or a broken proxy do not.
{let D=document,key,item,held,busy,away,wait=4;
const form=()=>D.forms[0]?.["form-nonce"]&&D.forms[0],
get=k=>{try{return localStorage[k]}catch{}},
put=(k,v)=>{try{v?localStorage[k]=v:delete localStorage[k];return localStorage[k]==v}catch{}},
say=n=>D.querySelectorAll("#state p").forEach((p,i)=>p.hidden=i!=n),
// the way to send stands in sight far above what it says
look=()=>D.getElementById("state").scrollIntoView({block:"nearest"}),
post=async v=>{
const[url,body]=v.split("\n"),r=await fetch(url,{method:"POST",body:new URLSearchParams(body),signal:AbortSignal.timeout?.(3e4)}),kind=r.headers.get("Sipas"),text=await r.text();
if(!kind||r.status>499)throw 0;
return{kind,text,url:r.headers.get("Content-Location")||r.url}},
show=a=>{
D.documentElement.innerHTML=a.text;
scrollTo(0,0);
const h=D.querySelector(".problem,h1");
h.tabIndex=-1;h.focus();
history.replaceState(0,"",a.url)},
go=async()=>{
if(busy||!item)return;
busy=1;
try{
// one that had to wait is not hinted at: nobody may be there any more
const a=await post(wait>4?item+"&form-hint=1":item);
// refused after it had to wait, or with nobody to tell it beside the form: marked, and there until its writer lets it go
put(key,a.kind!="kept"&&(wait>4||!sipas.tell)&&"!"+item);
item=0;wait=4;say();
sipas.tell?.(a,key)||show(a)
}catch{
busy=0;
// what can never be accepted is not promised to arrive
if(wait>4||!sipas.amiss?.()){
say(held?1:2);
wait>4||look();
setTimeout(go,1e3*(wait=Math.min(2*wait,300)))}}
busy=0;sipas.own?.()},
edit=()=>busy||(put(key),item=0,say(),form().hidden=0);
// another language: the page goes to the server as without script, and comes back with all that stands on it
onclick=e=>{away=e.target.className=="switch"};
onsubmit=e=>{
const f=form();
if(!f||away)return;
e.preventDefault();
if(busy||!navigator.onLine&&sipas.amiss?.())return;
item=f.action+"\n"+new URLSearchParams(new FormData(f));
held=put(key="sipas:"+f["form-nonce"].value,item);
// what would be changed now would not be what is sent
f.hidden=wait=4;
say(0);look();go()};
addEventListener("online",go);
onload=()=>D.body.append(Object.assign(D.createElement("script"),{src:D.body.dataset.more}));
// its answer waits already: a second one may not go out under the same nonce
if(form()){item=get(key="sipas:"+form()["form-nonce"].value);
if(item?.[0]=="!")item=0;
if(item){held=wait=form().hidden=5;say(1);go()}}
sipas={get,put,post,show,go,say,edit}}
