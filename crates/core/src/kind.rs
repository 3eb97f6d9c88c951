//! The kinds of claim and their families.

use std::{fmt, str::FromStr};

macro_rules! named_enum {
    ($(#[$m:meta])* $name:ident { $($(#[$vm:meta])* $v:ident = $s:literal),+ $(,)? }) => {
        $(#[$m])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vm])* #[doc = concat!("`", $s, "`.")] $v),+ }
        impl $name {
            /// Every value, in the order of definition.
            pub const ALL: &'static [Self] = &[$(Self::$v),+];
            /// The name used in rules, exports and the ledger.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$v => $s),+ }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.pad(self.name()) }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::kind::UnknownName;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s { $($s => Ok(Self::$v),)+ _ => Err($crate::kind::UnknownName {
                    what: stringify!($name), given: s.to_owned(), known: &[$($s),+] }) }
            }
        }
    };
}
pub(crate) use named_enum;

/// A name that is not one of an enumeration's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The enumeration, e.g. `Kind`.
    pub what: &'static str,
    /// The name that was given.
    pub given: String,
    /// The names there are.
    pub known: &'static [&'static str],
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no {}; one of: {}", self.given, self.what.to_lowercase(), self.known.join(", "))
    }
}

impl std::error::Error for UnknownName {}

named_enum! {
    /// What a claim says happened. Each is defined in GLOSSARY.md.
    Kind {
        Captures = "captures", Enters = "enters", Advances = "advances", Withdraws = "withdraws", Loses = "loses",
        Holds = "holds", Besieges = "besieges", Repels = "repels", Surrenders = "surrenders",
        Attacks = "attacks", Strikes = "strikes", Clashes = "clashes",
        Kills = "kills", Injures = "injures", CapturesPeople = "captures_people",
        Displaces = "displaces", Evacuates = "evacuates", Deploys = "deploys",
        Closes = "closes", Opens = "opens",
        Ceasefire = "ceasefire", Releases = "releases",
        Verifies = "verifies", CannotVerify = "cannot_verify",
        Other = "other",
    }
}

named_enum! {
    /// Kinds that tell of the same sort of thing.
    Family {
        Control = "control", Violence = "violence", Harm = "harm", Movement = "movement", Access = "access",
        Settlement = "settlement", Verification = "verification", Other = "other",
    }
}

impl Kind {
    /// The family this kind belongs to.
    pub const fn family(self) -> Family {
        use Kind::*;
        match self {
            Captures | Enters | Advances | Withdraws | Loses | Holds | Besieges | Repels | Surrenders => {
                Family::Control
            }
            Attacks | Strikes | Clashes => Family::Violence,
            Kills | Injures | CapturesPeople => Family::Harm,
            Displaces | Evacuates | Deploys => Family::Movement,
            Closes | Opens => Family::Access,
            Ceasefire | Releases => Family::Settlement,
            Verifies | CannotVerify => Family::Verification,
            Other => Family::Other,
        }
    }
}

/// Parses a comma-separated list of kinds.
pub fn parse_kinds(s: &str) -> Result<Vec<Kind>, UnknownName> {
    s.split(',').map(|k| Kind::from_str(k.trim())).collect()
}
