//! The JSON shapes: the records that exports, lists and the HTTP interface write. They exist only here.

mod alerts;
mod annotate;
mod annotation;
mod claim;
mod claim_review;
mod codes;
mod conflict;
mod decided;
mod decision;
mod geometry;
mod http;
mod ogc;
mod parse;
mod picture;
mod place;
mod placed;
mod relations;
mod release;
mod review;
mod schema;
mod templates;
mod users;
mod why;

pub use alerts::{AlertRow, AlertWish, AlertsAnswer, NoticeBody, NoticeClaim, NoticeRow, NoticesAnswer};
pub use annotate::{
    AttributionShape, AttributionsRow, ChainShape, ChainsRow, CountsRow, DisplacementRow, FactualityRow, GivenEvent,
    GivenSpan, InputLine, InputRow, NameShape, NamesRow, PlacesRow, PointsShape, SpanShape, TimesRow, TimexShape,
    ToponymShape, TypeRow,
};
pub use annotation::AnnotationRow;
pub use claim::{ClaimRow, DateShape, MentionShape, Number, PlaceShape, ReportRow, published, published_basis};
pub use claim_review::ClaimReviewRow;
pub use codes::{Codes, PloverRow};
pub use conflict::{AcledRow, GedRow, Told, acled_type};
pub use decided::{
    DecidedAnswer, DecisionsAnswer, PlaceChoice, PlacesAnswer, QueueAnswer, SeenChange, ValuesShape, Wish, WishSort,
};
pub use decision::DecisionRow;
pub use geometry::{Bounds, GeometryShape, Located, RelativeShape};
pub use http::{
    AccessAnswer, ActorShape, ActorsAnswer, BriefAnswer, BriefParagraph, BriefQuote, BriefSection, BriefSentence,
    ChangesAnswer, ClaimsAnswer, ControlAnswer, ControlPlace, DisputeShape, DisputesAnswer, EstimatesAnswer,
    EventsAnswer, FacetShape, FacetValue, FiguresAnswer, HeldShape, HoldersAnswer, LedgerAnswer, LedgerRow,
    LocationsAnswer, MetaActor, MetaAnswer, OriginalShape, PlaceEntry, PlacePin, Problem, ReportAnswer, RevisionShape,
    ScopeShape, ScopesAnswer, SideShape, TensionsAnswer, actor_color,
};
pub use ogc::{
    CollectionShape, CollectionsAnswer, ConformanceAnswer, FeatureShape, FeaturesAnswer, LandingAnswer, LinkTo,
};
pub use parse::{FactShape, LinkShape, ParseRow, SentenceShape, TypedSpanShape, WordShape};
pub use picture::{
    AccessRow, ActorRow, ChangeRow, ControlRow, CopiesRow, CorroborationRow, DisputeRow, EstimateRow, EventRow,
    FigureRow, OutcomeShape,
};
pub use place::{NearRow, PlaceRow, PointRow};
pub use placed::PlaceOfRow;
pub use relations::{
    AdvisoriesAnswer, AdvisoryRow, BondRow, MovementRow, MovementsAnswer, PointShape, RelationsAnswer,
};
pub use release::{FileShape, LayerShape, LedgerShape, ReleaseShape, TombstoneShape};
pub use review::{DecidedBy, DecidedShape, QueueRow};
pub use schema::{Schemas, Shape, shape};
pub use templates::TemplatesRow;
pub use users::{
    AccountChange, AccountGone, AccountRow, AccountWish, AccountsAnswer, AuditLine, Deed, FirstWish, NewToken,
    PasswordWish, SessionAnswer, SignInWish, TokenGone, TokenRow, TokenWish,
};
pub use why::{ClaimWhy, DifferenceShape, GroundsShape, TermShape, WhyRow};
