//! scratch
use std::path::Path;
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let a: Vec<String> = std::env::args().collect();
    let r = cloudflare_certificates_compiler::Document::load(Path::new(&a[1]));
    let d = match r {
        Ok(d) => d,
        Err(e) => {
            println!("LOAD {e}");
            return;
        }
    };
    if a.get(2).map(String::as_str) == Some("view") {
        let v = cloudflare_certificates_compiler::view(&d).unwrap();
        println!("{}\n{:?}", serde_json::to_string_pretty(&v.root).unwrap(), v.sides);
        return;
    }
    if a.get(2).map(String::as_str) == Some("check") {
        println!("{:?}", cloudflare_certificates_compiler::check::check(&d).map_err(|e| e.to_string()));
        return;
    }
    match cloudflare_certificates_compiler::compile(&d) {
        Ok(t) => println!("{t}"),
        Err(e) => println!("COMPILE {e}"),
    }
}
