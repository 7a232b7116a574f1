use duban::record::*;
use duban::plan::Plan;
use duban::time::spelling;
use std::borrow::Cow;
type J = serde_json::Value;
fn val(j: &J) -> Value<'static> { match j { J::Null=>Value::Null, J::Bool(b)=>Value::Boolean(*b), J::Number(n)=> n.as_i64().map(Value::Whole).unwrap_or_else(||Value::Number(n.as_f64().unwrap())), J::String(s)=>Value::Text(Cow::Owned(s.clone())), J::Array(a)=>Value::List(a.iter().map(val).collect()), J::Object(o)=>Value::Table(o.iter().map(|(k,v)|(Cow::Owned(k.clone()),val(v))).collect()) } }
fn party(p:&Plan,j:&J)->Option<Party<'static>>{ let r=&p.vocabulary().register; match j { J::String(s) if !s.is_empty()=>Some(r.named(Cow::Owned(s.clone()))), J::Object(o)=>{ let g=|k:&str|o.get(k).and_then(|v|v.as_str()).filter(|s|!s.is_empty()).map(|s|Cow::Owned(s.to_owned())); Some(r.resolve(Party{id:g("id"),name:g("name"),role:g("role"),level:g("level"),..Default::default()}))}, _=>None } }
fn attrs(p:&Plan,j:Option<&J>)->Attributes<'static>{ j.and_then(|j|j.as_object()).map(|o|o.iter().filter_map(|(k,v)|Some((p.vocabulary().find(k)?,val(v)))).collect()).unwrap_or_default() }
pub fn record(p:&Plan,j:&J)->Record<'static>{
  let zone=p.vocabulary().zone; let mut evs=vec![]; let mut gone:Vec<String>=vec![];
  for (n,e) in j["events"].as_array().unwrap().iter().enumerate(){
    if e["retracted"].as_bool()==Some(true){continue}
    if let Some(s)=e["supersedes"].as_str(){gone.push(s.to_owned())}
    let at=e["at"].as_str().unwrap();
    evs.push(Event{position:n as u32,id:e["id"].as_str().map(|s|Cow::Owned(s.to_owned())),name:p.vocabulary().find(e["type"].as_str().unwrap()),when:spelling::time(at,&zone).unwrap(),by:party(p,&e["by"]),
      to: match &e["to"]{J::Array(a)=>a.iter().filter_map(|x|party(p,x)).collect(),x=>party(p,x).into_iter().collect()}, attributes:attrs(p,e.get("attributes")),recorded_at:None});
  }
  evs.retain(|e|!gone.iter().any(|g|*g==e.shown_id()));
  evs.sort_by_key(|e|e.when.earliest);
  Record{id:Cow::Owned(j["id"].as_str().unwrap().to_owned()),kind:Cow::Owned(j["kind"].as_str().unwrap_or("case").to_owned()),attributes:attrs(p,j.get("attributes")),events:evs}
}
fn main(){
  let a:Vec<String>=std::env::args().collect();
  let loaded=duban::plan::load::load(&[a[1].clone().into()],&[]).unwrap();
  let plan=loaded.policies[0].plan.as_ref().unwrap();
  let as_of=spelling::time(&a[3],&plan.vocabulary().zone).unwrap().earliest;
  for l in std::fs::read_to_string(&a[2]).unwrap().lines(){
    let j:J=serde_json::from_str(l).unwrap(); let r=record(plan,&j);
    let mut judge=duban::engine::Judge::new(plan,as_of,a.get(4).map(|_|duban::verdict::Show::All));
    judge.judge(&r,&mut |v|{ println!("{}",serde_json::to_string(&duban::report::line::Line::new(plan,&v,as_of,duban::lang::Lang::Zh)).unwrap()); });
  }
}
