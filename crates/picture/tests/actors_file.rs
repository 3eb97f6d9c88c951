//! The actor file that ships with the program holds together.

use dateline_core::ActorFile;

const ACTORS: &str = include_str!("../../../rules/names/actors.toml");

#[test]
fn the_actor_file_parses_and_its_sides_and_colours_are_whole() {
    let file = ActorFile::parse([("rules/names/actors.toml", ACTORS)]).expect("the file parses");
    let sides: Vec<&str> = file.actors().iter().filter_map(|a| a.side.as_deref()).collect();
    for actor in file.actors() {
        for ally in &actor.allies {
            assert!(sides.contains(&ally.as_str()), "{}: no actor is on the side `{ally}`", actor.id);
        }
        if let Some(color) = &actor.color {
            assert!(color.len() == 7 && color.starts_with('#'), "{}: {color}", actor.id);
        }
    }
    assert_eq!(file.by_name("the Syrian Observatory").map(|a| a.id.as_str()), Some("sohr"));
    assert_eq!(file.by_name_in("the monitoring group", "SY").map(|a| a.id.as_str()), Some("sohr"));
    assert_eq!(file.by_name("Assad’s forces").map(|a| a.id.as_str()), Some("syria-army"));
    assert_eq!(file.by_name_in("rebels", "CD").map(|a| a.id.as_str()), Some("m23"));
}
