//! What a user may expect of an import, with small made-up files.

use dateline_core::{
    Gazetteer, GazetteerError,
    claim::{Feature, Tier},
    gazetteer::{
        Place,
        imported::{Header, Section},
    },
};
use dateline_gazetteer::{ImportError, Options, Outlines, Report, import, open};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

static PACKED: LazyLock<Gazetteer> = LazyLock::new(packed);
static OUTLINES: LazyLock<Outlines> = LazyLock::new(|| {
    Outlines::with_basemap(include_bytes!("../../../data/basemap.json"), include_bytes!("../../../data/divisions.json"))
        .unwrap()
});

fn packed() -> Gazetteer {
    Gazetteer::from_bytes(include_bytes!("../../../data/gazetteer.bin")).unwrap()
}

/// A folder with files and an index.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("case.places")
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn zip(&self, name: &str, entries: &[(&str, &str)]) -> PathBuf {
        let path = self.folder.path().join(name);
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, content) in entries {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    fn import(&self, files: &[PathBuf]) -> Result<Report, ImportError> {
        self.import_with(files, false)
    }

    fn import_with(&self, files: &[PathBuf], replace: bool) -> Result<Report, ImportError> {
        let options = Options { packed: Some(&PACKED), outlines: Some(&OUTLINES), replace };
        import(files, &self.index(), &options, &|_| {})
    }

    fn gazetteer(&self) -> Gazetteer {
        packed().with_import(open(&self.index()).unwrap())
    }

    /// Nothing but the index and the files that were put there.
    fn is_tidy(&self) -> bool {
        !self.folder.path().join("case.places.partial").exists()
    }
}

/// A line of a dump of places.
fn line(id: u32, name: &str, others: &str, point: (&str, &str), class: (&str, &str), population: u32) -> String {
    let ((lat, lon), (class, code)) = (point, class);
    format!(
        "{id}\t{name}\t{name}\t{others}\t{lat}\t{lon}\t{class}\t{code}\tSY\t\t11\t\t\t\t{population}\t\t1\tAsia/Damascus\t2024-01-01\n"
    )
}

fn village(id: u32, name: &str, others: &str) -> String {
    line(id, name, others, ("35.25", "36.75"), ("P", "PPL"), 300)
}

#[track_caller]
fn one<'a>(gazetteer: &'a Gazetteer, name: &str, tier: Tier) -> Place<'a> {
    let lookup = gazetteer.lookup(name);
    let found: Vec<Place> = lookup.places.iter().map(|p| gazetteer.place(*p)).collect();
    assert_eq!((lookup.tier, found.len()), (tier, 1), "{name}: {found:?}");
    found[0]
}

/// Homs of the pack, by its id.
const HOMS: u32 = 169_577;

#[test]
fn a_dump_adds_places_and_holds_over_the_pack() {
    let desk = Desk::new();
    let dump = [
        village(900_001, "Tall Ūrnak", "Tal Ornek,تل أورنك,tl awrnk"),
        line(HOMS, "Ḩimş", "Homs,Zedhoms", ("34.71", "36.71"), ("P", "PPLA"), 900_000),
        line(900_002, "Ornek Grand Hotel", "", ("35.2", "36.7"), ("S", "HTL"), 0),
        line(900_003, "March", "", ("35.2", "36.7"), ("P", "PPL"), 20),
    ]
    .concat();
    let report = desk.import(&[desk.zip("SY.zip", &[("readme.txt", "read me"), ("SY.txt", &dump)])]).unwrap();
    assert_eq!((report.places, report.faulty), (4, 0));
    let gazetteer = desk.gazetteer();

    let village = one(&gazetteer, "Tal Ornek", Tier::Exact);
    assert_eq!((village.name, village.country, village.geonames_id), ("Tall Urnak", Some("SY"), Some(900_001)));
    assert_eq!(village.point, Some((35.25, 36.75)));
    assert_eq!(one(&gazetteer, "تل أورنك", Tier::Exact).geonames_id, Some(900_001));
    assert_eq!(one(&gazetteer, "Tell Ornak", Tier::Fold).geonames_id, Some(900_001));
    assert_eq!(one(&gazetteer, "the village of Tal Ornek", Tier::Stripped).geonames_id, Some(900_001));

    // The pack's place under its old number, with what the dump says of it, and the division that the pack knows.
    let homs = gazetteer.lookup("Zedhoms").places[0];
    assert!(gazetteer.lookup("Homs").places.contains(&homs), "a town and a division are called so");
    let place = gazetteer.place(homs);
    assert_eq!((place.name, place.population, place.point), ("Homs", 900_000, Some((34.71, 36.71))));
    assert_eq!(village.admin1, Some("Homs"), "the code of the division is that of Homs");
    let division = gazetteer.admin1_of(gazetteer.lookup("Tal Ornek").places[0]);
    let towns = PACKED.lookup("Homs").places.into_iter();
    let packed = towns.filter(|p| PACKED.place(*p).geonames_id == Some(HOMS)).find_map(|p| PACKED.admin1_of(p));
    assert_eq!(division, packed);

    // Hotels and ordinary words are found by those who search, and no report is read with them.
    for quiet in ["Ornek Grand Hotel", "March"] {
        assert!(gazetteer.lookup_at(quiet, Tier::Exact).iter().all(|p| gazetteer.place(*p).country != Some("SY")));
        assert!(gazetteer.search(quiet).iter().any(|(_, p)| gazetteer.place(*p).country == Some("SY")), "{quiet}");
    }
    assert!(gazetteer.is_prefix("Tal") && gazetteer.is_prefix("Tal Ornek"));
}

#[test]
fn alternate_names_go_to_places_of_the_dump_and_of_the_pack() {
    let desk = Desk::new();
    let names = format!(
        "1\t900001\ten\tOrnek Hill\t1\t\t\t\t\t\n2\t{HOMS}\tde\tZedhoms\t\t\t\t\t\t\n3\t{HOMS}\tlink\thttps://example.org/Homs\t\t\t\t\t\t\n\
         4\t999999999\ten\tNowhere Known\t\t\t\t\t\t\n5\t900001\ten\tThe Big Onion\t\t\t1\t\t\t\n"
    );
    let dump = desk.zip("SY.zip", &[("SY.txt", &village(900_001, "Tall Urnak", ""))]);
    let names =
        desk.zip("alternateNamesV2.zip", &[("iso-languagecodes.txt", "a\tb\n"), ("alternateNamesV2.txt", &names)]);
    let report = desk.import(&[dump, names]).unwrap();
    assert_eq!((report.places, report.orphans, report.faulty), (2, 1, 0));
    let gazetteer = desk.gazetteer();
    assert_eq!(one(&gazetteer, "Ornek Hill", Tier::Exact).name, "Ornek Hill", "the preferred English name is shown");
    assert_eq!(one(&gazetteer, "Zedhoms", Tier::Exact).geonames_id, Some(HOMS));
    assert!(gazetteer.lookup_at("The Big Onion", Tier::Exact).is_empty());
}

#[test]
fn tables_of_ones_own_fill_in_country_and_division_and_hold_over_dumps() {
    let desk = Desk::new();
    let csv = "\u{feff}Name,names,feature,lat,lon,geonames_id,remark\n\
               Tell Mine,Tal Mayn|تل ماين,,35.14,36.75,,ours\n\
               Golan Post,,base,33.05,35.8,,\n\
               Ornek by us,,,35.26,36.76,900001,\n\
               Homs on Orontes,,,,,169577,\n";
    let dump = desk.zip("SY.zip", &[("SY.txt", &village(900_001, "Tall Urnak", ""))]);
    let report = desk.import(&[desk.file("mine.csv", csv), dump]).unwrap();
    assert_eq!((report.places, report.faulty), (4, 0), "{:?}", report.faults);
    let gazetteer = desk.gazetteer();
    let mine = one(&gazetteer, "Tal Mayn", Tier::Exact);
    assert_eq!((mine.name, mine.country, mine.admin1), ("Tell Mine", Some("SY"), Some("Hama")));
    assert!(mine.is_overlay && mine.geonames_id.is_none() && mine.feature == Feature::City);
    let post = one(&gazetteer, "Golan Post", Tier::Exact);
    assert_eq!((post.feature, post.country, post.precision), (Feature::Base, Some("IL"), 1));
    let disputed = OUTLINES.disputed(post.country, post.admin1, post.point).expect("disputed");
    assert_eq!((disputed.name.as_str(), &disputed.claimed_by[..]), ("Golan Heights", &["SY".to_owned()][..]));
    // The dump came later, and still the table holds; both names find the place.
    assert_eq!(one(&gazetteer, "Tall Urnak", Tier::Exact).name, "Ornek by us");
    assert_eq!(one(&gazetteer, "Homs on Orontes", Tier::Exact).geonames_id, Some(HOMS));
}

#[test]
fn toml_says_the_same_as_csv() {
    let desk = Desk::new();
    let toml = "[[place]]\nname = 'Tell Mine'\nnames = ['Tal Mayn']\nlat = 35.14\nlon = 36.75\npopulation = 40\n\n\
                [[place]]\nname = 'Far Off'\nlat = 95\nlon = 0\n";
    let report = desk.import(&[desk.file("mine.toml", toml)]).unwrap();
    assert_eq!((report.places, report.faulty), (1, 1));
    assert_eq!((report.faults[0].file.as_str(), report.faults[0].line), ("mine.toml", 8));
    assert_eq!(one(&desk.gazetteer(), "Tal Mayn", Tier::Exact).population, 40);
    let wrong = desk.file("wrong.toml", "[[place]]\nname = 'x'\ncolour = 'red'\n");
    assert!(desk.import(&[wrong]).unwrap_err().to_string().contains("colour"));
}

#[test]
fn imports_add_up_and_a_file_takes_the_place_of_its_earlier_self() {
    let desk = Desk::new();
    let dump =
        desk.zip("SY.zip", &[("SY.txt", &(village(900_001, "Urnak", "Ornek") + &village(900_002, "Zaytuk", "")))]);
    desk.import(&[dump]).unwrap();
    desk.import(&[desk.file("mine.csv", "name,country,lat,lon\nAlpha Farms,SY,35,36\nBeta Farms,SY,35,37\n")]).unwrap();
    assert_eq!(one(&desk.gazetteer(), "Ornek", Tier::Exact).geonames_id, Some(900_001));
    let csv = desk.file("mine.csv", "name,country,lat,lon\nBeta Farms,SY,35.5,37\nGamma Farms,SY,35,38\n");
    let report = desk.import(&[csv]).unwrap();
    assert_eq!(report.places, 4);
    let gazetteer = desk.gazetteer();
    assert!(gazetteer.lookup_at("Alpha Farms", Tier::Exact).is_empty());
    assert_eq!(one(&gazetteer, "Beta Farms", Tier::Exact).point, Some((35.5, 37.0)));
    assert_eq!(one(&gazetteer, "Gamma Farms", Tier::Exact).country, Some("SY"));
    assert_eq!(one(&gazetteer, "Zaytuk", Tier::Exact).geonames_id, Some(900_002));

    // A newer dump renames a place: what only the older one called it is gone.
    let newer = desk.zip("SY.zip", &[("SY.txt", &village(900_001, "Urnak", "Urnek"))]);
    assert_eq!(desk.import(&[newer]).unwrap().places, 3);
    let gazetteer = desk.gazetteer();
    assert!(
        gazetteer.lookup_at("Ornek", Tier::Exact).is_empty() && !gazetteer.lookup_at("Urnek", Tier::Exact).is_empty()
    );
    assert!(gazetteer.lookup_at("Zaytuk", Tier::Exact).is_empty());

    let only = desk.file("only.csv", "name,lat,lon\nOnly Place,35,37\n");
    assert_eq!(desk.import_with(&[only], true).unwrap().places, 1);
    assert!(desk.gazetteer().lookup_at("Gamma Farms", Tier::Exact).is_empty());
}

#[test]
fn bad_lines_are_named_and_left_out() {
    let desk = Desk::new();
    let good = village(900_001, "Urnak", "");
    let lines = [
        good.clone(),
        line(900_002, "Too Far North", "", ("90.1", "36"), ("P", "PPL"), 1),
        line(900_003, "No Number", "", ("35", "east"), ("P", "PPL"), 1),
        "900004\tCut off\n".to_owned(),
        good.replace("900001", "0"),
        village(900_006, "...", ""),
        good.replace("\tSY\t", "\tSyria\t").replace("900001", "900007"),
        village(900_008, "Whole", ""),
        village(900_009, "Whole too", ""),
        village(900_010, &"very long ".repeat(100), ""),
        village(900_011, "Whole also", "").replace('\n', "\r\n"),
        village(900_012, "Whole as well", ""),
        village(900_014, "Whole once more", ""),
        village(900_015, "Whole to the end", ""),
    ];
    let mut bytes = lines.concat().into_bytes();
    bytes.extend_from_slice(&village(900_013, "\u{1}?\u{1}", "").replace("\u{1}", "z").into_bytes().map_latin());
    let report = desk.import(&[desk.file("dump.txt", bytes)]).unwrap();
    let numbers: Vec<u64> = report.faults.iter().map(|f| f.line).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7, 15], "{:?}", report.faults);
    assert_eq!((report.places, report.faulty), (8, 7));
    assert!(report.faults[0].to_string().starts_with("dump.txt:2: `90.1` is no latitude"), "{}", report.faults[0]);
    let gazetteer = desk.gazetteer();
    assert_eq!(one(&gazetteer, "Whole also", Tier::Exact).geonames_id, Some(900_011));
    assert!(gazetteer.lookup("Too Far North").places.is_empty());

    let csv = "name,country,lat,lon,feature,population\nA Town,SY,35,36,castle,\nB Town,SY,35,,,\n,SY,35,36,,\nC Town,SY,35,36,,many\nD Town,SY,35,36\n\
               Paris of ours,SY,48.85,2.35,,\n";
    let report = desk.import(&[desk.file("mine.csv", csv)]).unwrap();
    let numbers: Vec<u64> = report.faults.iter().map(|f| f.line).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 7], "{:?}", report.faults);
    assert!(report.faults[4].why.contains("lies in FR"), "doubtful, and taken all the same");
    assert_eq!(report.files[0].2, 2);
}

/// Bytes that are no UTF-8.
trait Latin {
    fn map_latin(self) -> Vec<u8>;
}

impl Latin for Vec<u8> {
    fn map_latin(self) -> Vec<u8> {
        self.into_iter().map(|b| if b == b'?' { 0xe9 } else { b }).collect()
    }
}

#[test]
fn what_is_no_dump_leaves_the_index_as_it_was() {
    let desk = Desk::new();
    desk.import(&[desk.file("mine.csv", "name,lat,lon\nOnly Place,35,37\n")]).unwrap();
    let before = fs::read(desk.index()).unwrap();
    let lines: String = (0..3000).map(|i| village(900_000 + i, &format!("Urnak {i}"), "")).collect();
    let whole = fs::read(desk.zip("whole.zip", &[("whole.txt", &lines)])).unwrap();
    let mut wrong_sum = whole.clone();
    let middle = whole.len() / 3;
    wrong_sum[middle] ^= 0x40;
    let hostile: Vec<(PathBuf, &str)> = vec![
        (desk.file("cut.zip", &whole[..whole.len() / 2]), "cut.zip"),
        (desk.file("wrong.zip", &wrong_sum), "wrong.zip"),
        (desk.file("empty.zip", ""), "empty.zip"),
        (desk.zip("nothing.zip", &[("picture.png", "x")]), "no dump"),
        (desk.zip("../nothing2.zip".trim_start_matches("../"), &[("../../evil.txt", "x\ty\n")]), "no dump of GeoNames"),
        (desk.file("prose.txt", "This is a text.\nIt has lines.\n"), "no dump of GeoNames"),
        (desk.file("empty.txt", ""), "0 of its 0 lines"),
        (desk.file("zeros.txt", vec![0u8; 10 << 20]), "more than"),
        (desk.file("bad.txt", village(1, "x", "").replace("35.25", "999").repeat(5)), "5 of its 5 lines"),
        (desk.file("table.csv", "colour,size\nred,1\n"), "no column `name`"),
        (desk.file("binary.csv", [0xff, 0xfe, 0, 0, b'\n', 0xff]), "binary.csv"),
        (desk.folder.path().join("missing.zip"), "missing.zip"),
    ];
    for (file, says) in hostile {
        let error = desk.import(&[file]).expect_err(says);
        assert!(error.to_string().contains(says), "{error}");
        assert!(fs::read(desk.index()).unwrap() == before && desk.is_tidy(), "{says}");
    }
}

#[test]
fn an_import_that_was_cut_off_is_cleared_and_two_do_not_meet() {
    let desk = Desk::new();
    let folder = desk.folder.path().join("case.places.partial");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("names-0"), "left behind").unwrap();
    let csv = desk.file("mine.csv", "name,lat,lon\nOnly Place,35,37\n");
    desk.import(std::slice::from_ref(&csv)).unwrap();
    assert!(desk.is_tidy());

    fs::create_dir(&folder).unwrap();
    let lock = fs::File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(desk.import(std::slice::from_ref(&csv)), Err(ImportError::Busy { .. })));
    drop(lock);
    desk.import(&[csv]).unwrap();
}

#[test]
fn a_damaged_index_is_refused() {
    let desk = Desk::new();
    desk.import(&[desk.file("mine.csv", "name,country,lat,lon\nOnly Place,SY,35,37\n")]).unwrap();
    let whole = fs::read(desk.index()).unwrap();
    let refused = |bytes: &[u8]| match open(&desk.file("damaged.places", bytes)) {
        Err(error @ ImportError::Index { .. }) => error.hint().is_some(),
        other => panic!("{other:?}"),
    };
    for i in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[i] ^= 0x10;
        assert!(refused(&damaged), "byte {i}");
    }
    for end in [0, 1, 7, size_of::<Header>() - 1, size_of::<Header>(), whole.len() - 1] {
        assert!(refused(&whole[..end]), "cut at {end}");
    }
    assert!(refused(&[&whole[..], b"x"].concat()));
    let mut newer = whole;
    newer[8] += 1;
    let error = open(&desk.file("newer.places", newer)).unwrap_err();
    assert!(matches!(error, ImportError::Index { source: GazetteerError::Version { .. }, .. }));
}

#[test]
fn no_damage_outside_the_transducers_makes_it_panic() {
    let desk = Desk::new();
    let dump: String =
        (0..40).map(|i| village(900_000 + i, ["Urnak", "Tall Urnak"][i as usize % 2], "Ornek,Al Ornek")).collect();
    desk.import(&[desk.file("SY.txt", dump)]).unwrap();
    let whole = fs::read(desk.index()).unwrap();
    let header = Header::read(&whole).unwrap();
    // A transducer that was tampered with may make its library panic; that is what the checksum is for.
    let is_transducer = |i: usize| {
        [Section::ByName, Section::ByFold, Section::BySkeleton].iter().any(|&s| {
            let start = header.starts[s as usize].get() as usize;
            (start..header.starts[s as usize + 1].get() as usize).contains(&i)
        })
    };
    let mut gazetteer = Gazetteer::default();
    for i in (size_of::<Header>()..whole.len()).filter(|&i| !is_transducer(i)) {
        let mut damaged = whole.clone();
        damaged[i] ^= 1 << (i % 8);
        let hash = blake3::hash(&damaged[Header::UNHASHED..]);
        damaged[16..48].copy_from_slice(hash.as_bytes());
        let Ok(index) = open(&desk.file("damaged.places", &damaged)) else { continue };
        gazetteer = gazetteer.with_import(index);
        for name in ["Urnak", "Ornek", "Al Ornek", "Tell Ornak"] {
            for (_, place) in gazetteer.search(name) {
                gazetteer.place(place);
                gazetteer.admin1_of(place);
            }
        }
    }
}

#[test]
fn outlines_tell_country_and_division() {
    let at = |lat, lon| {
        let within = OUTLINES.at((lat, lon));
        (within.country, within.admin1, within.disputed.map(|d| d.name.as_str()))
    };
    assert_eq!(at(35.14, 36.75), (Some("SY"), Some("Hamah"), None));
    assert_eq!(at(48.85, 2.35).0, Some("FR"));
    assert_eq!(at(-33.9, 18.4).0, Some("ZA"));
    assert_eq!(at(35.0, -40.0), (None, None, None));
    assert_eq!(at(-31.1, 18.0).0, Some("ZA"), "a coast that was simplified");
    assert_eq!(at(33.0, 35.8).2, Some("Golan Heights"));
    assert_eq!(at(33.0, 35.5), (Some("IL"), Some("HaZafon"), None));
    assert_eq!(at(44.95, 34.1).2, Some("Crimea"));
    assert_eq!(at(35.3, 33.4).2, Some("Northern Cyprus"));
    assert_eq!(at(42.22, 43.97).2, Some("South Ossetia"));
    assert_eq!(at(46.84, 29.63).2, Some("Transnistria"));
    assert_eq!(at(47.02, 28.84), (Some("MD"), Some("Chişinău"), None));
    assert_eq!(at(24.5, -13.0).2, Some("Western Sahara"));
    assert_eq!(at(42.66, 21.16).2, Some("Kosovo"));
    assert_eq!(at(35.2, 79.3), (Some("CN"), Some("Xinjiang"), Some("Aksai Chin")));
    assert_eq!(at(9.6, 28.4).2, Some("Abyei"));
    assert_eq!(at(6.0, -60.0).2, Some("Essequibo"));
    assert_eq!((at(33.2, 35.57).2, at(33.09, 35.66).2), (None, Some("Golan Heights")), "to a few kilometres");
    let golan = OUTLINES.at((33.0, 35.8)).disputed.unwrap();
    assert_eq!(golan.told(|code| code), "Golan Heights, administered by IL, claimed by SY");
    for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0), (f64::NAN, 0.0), (f64::INFINITY, 1e300)] {
        at(lat, lon);
    }
}

/// The folder's own path is not a file.
#[test]
fn a_folder_is_no_file() {
    let desk = Desk::new();
    let folder: &Path = desk.folder.path();
    assert!(desk.import(&[folder.to_owned()]).is_err());
}
